"""Reads that recognise what was recorded before, whatever has become of it.

A fact is found by slugs it once had, a judgement also if it stands no more: whoever
loads a record again leaves both as they are.
"""

from sqlalchemy import String, select

from db.engine.prepared import parameter, untyped
from db.models import Assessment, Change, Claim, Fact, Outcome, Stance
from db.queries.filters import binds
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

FOUND = (Fact.id, Fact.merged_into_id, Fact.withdrawn_at)


@untyped
def find_called(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the facts with one of ``count`` slugs, live or withdrawn."""
    return select(*FOUND, Fact.slug).where(
        Fact.slug.in_(binds("slug", count, String())),
        visible(Fact, viewer, withdrawn=True),
    )


@untyped
def find_once_called(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the facts that had one of ``count`` slugs before they were changed."""
    slug = Change.before["slug"].as_string()
    return (
        select(*FOUND, slug.label("slug"))
        .join(Change, (Change.resource == "fact") & (Change.record_id == Fact.id))
        .where(slug.in_(binds("slug", count, String())))
        .where(visible(Fact, viewer, withdrawn=True))
    )


@untyped
def find_printed(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the live claims of the article ``article`` with one of ``count`` texts."""
    return (
        select(Claim.id, Claim.text)
        .where(Claim.article_id == parameter("article"))
        .where(Claim.text.in_(binds("text", count, String())), visible(Claim, viewer))
    )


@untyped
def list_judged_in_article(*, viewer: Viewer) -> AnySelect:
    """Select on which facts claims of the article ``article`` ever bore."""
    return (
        select(Stance.claim_id, Stance.judged_fact_id)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Claim.article_id == parameter("article"))
        .where(visible(Claim, viewer, withdrawn=True))
    )


@untyped
def list_ever_held(*, viewer: Viewer) -> AnySelect:
    """Select when our own desk is or was said to have held the fact ``fact``."""
    return (
        select(Assessment.as_of)
        .join(Fact, Fact.id == Assessment.judged_fact_id)
        .where(Assessment.judged_fact_id == parameter("fact"))
        .where(Assessment.assessor_id.is_(None))
        .where(visible(Fact, viewer, withdrawn=True))
    )


@untyped
def list_ever_settled(*, viewer: Viewer) -> AnySelect:
    """Select the outcomes that are or were noted of the fact ``fact``."""
    return (
        select(Outcome.id)
        .join(Fact, Fact.id == Outcome.judged_fact_id)
        .where(Outcome.judged_fact_id == parameter("fact"))
        .where(visible(Fact, viewer, withdrawn=True))
    )
