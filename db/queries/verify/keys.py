"""Checks of keys that must be unique."""

from db.engine.prepared import prepared
from db.models import Claim, Source, Tag
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

# A newline is in no match key, except in that of a deliberate namesake.
OWN_KEY = "\n"


@prepared(ViolationRow)
def namesakes(*, viewer: Viewer) -> AnySelect:
    """Select live unnamed sources with a namesake in their article."""
    apart = Source.match_key.contains(OWN_KEY), Source.withdrawn_at.is_(None)
    return violations(Source, viewer, *apart)


@prepared(ViolationRow)
def tags(*, viewer: Viewer) -> AnySelect:
    """Select live tags with a namesake."""
    apart = Tag.match_key.contains(OWN_KEY), Tag.withdrawn_at.is_(None)
    return violations(Tag, viewer, *apart)


@prepared(ViolationRow)
def claims(*, viewer: Viewer) -> AnySelect:
    """Select live claims with the same words as another."""
    apart = Claim.content_key.startswith("apart-"), Claim.withdrawn_at.is_(None)
    return violations(Claim, viewer, *apart)
