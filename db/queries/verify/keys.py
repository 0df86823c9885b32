"""Checks of the keys that tell records of one kind apart."""

from db.engine.prepared import prepared
from db.models import Claim, Source, Tag
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

# A line end is in no match key: only in that of a record that was kept apart.
OWN_KEY = "\n"


@prepared(ViolationRow)
def namesakes(*, viewer: Viewer) -> AnySelect:
    """Select live unnamed sources that were kept apart from one of the same name."""
    apart = Source.match_key.contains(OWN_KEY), Source.withdrawn_at.is_(None)
    return violations(Source, viewer, *apart)


@prepared(ViolationRow)
def tags(*, viewer: Viewer) -> AnySelect:
    """Select live tags that were kept apart from one of the same name."""
    apart = Tag.match_key.contains(OWN_KEY), Tag.withdrawn_at.is_(None)
    return violations(Tag, viewer, *apart)


@prepared(ViolationRow)
def claims(*, viewer: Viewer) -> AnySelect:
    """Select live claims that were kept apart from one with the same words."""
    apart = Claim.content_key.startswith("apart-"), Claim.withdrawn_at.is_(None)
    return violations(Claim, viewer, *apart)
