"""Reads that find earlier loaded seeds, even if they were changed or withdrawn.

A fact is also found by its former slugs, and a judgement even if it was superseded, so
that loading the seeds again changes neither.
"""

from datetime import datetime

from sqlalchemy import String, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Assessment, Change, Claim, Fact, Outcome, Stance
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class FoundFactRow(Row):
    """A fact that has or had a slug."""

    id: int = column(Fact.id)
    merged_into_id: int | None = column(Fact.merged_into_id)
    withdrawn_at: StoredInstant | None = column(Fact.withdrawn_at)
    slug: str = column(Fact.slug)


class PrintedClaimRow(Row):
    """A claim with its words."""

    id: int = column(Claim.id)
    text: str = column(Claim.text)


class JudgedPairRow(Row):
    """A claim and a fact on which it has or had a stance."""

    claim_id: int = column(Stance.claim_id)
    judged_fact_id: int = column(Stance.judged_fact_id)


class AssessedRow(Row):
    """The time and assessor of an assessment."""

    assessor_id: int | None = column(Assessment.assessor_id)
    as_of: datetime = column(Assessment.as_of)


@prepared(FoundFactRow)
def find_called(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the facts with one of ``count`` slugs, live or withdrawn."""
    return FoundFactRow.select().where(
        Fact.slug.in_(binds("slug", count, String())),
        visible(Fact, viewer, withdrawn=True),
    )


@prepared(FoundFactRow)
def find_once_called(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the facts that had one of ``count`` slugs before they were changed."""
    slug = Change.before["slug"].as_string()
    return (
        select(Fact.id, Fact.merged_into_id, Fact.withdrawn_at, slug.label("slug"))
        .join(Change, (Change.resource == "fact") & (Change.record_id == Fact.id))
        .where(slug.in_(binds("slug", count, String())))
        .where(visible(Fact, viewer, withdrawn=True))
    )


@prepared(PrintedClaimRow)
def find_printed(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the live claims of the article ``article`` with one of ``count`` texts."""
    return (
        PrintedClaimRow.select()
        .where(Claim.article_id == parameter("article"))
        .where(Claim.text.in_(binds("text", count, String())), visible(Claim, viewer))
    )


@prepared(JudgedPairRow)
def list_judged_in_article(*, viewer: Viewer) -> AnySelect:
    """Select the stances, current or not, of claims in the article ``article``."""
    return (
        JudgedPairRow.select()
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Claim.article_id == parameter("article"))
        .where(visible(Claim, viewer, withdrawn=True))
    )


@prepared(AssessedRow)
def list_ever_held(*, viewer: Viewer) -> AnySelect:
    """Select the assessors of the fact ``fact``, and the times."""
    return (
        AssessedRow.select()
        .join(Fact, Fact.id == Assessment.judged_fact_id)
        .where(Assessment.judged_fact_id == parameter("fact"))
        .where(visible(Fact, viewer, withdrawn=True))
    )


@prepared(IdRow)
def list_ever_settled(*, viewer: Viewer) -> AnySelect:
    """Select the outcomes, current or not, of the fact ``fact``."""
    return (
        select(Outcome.id)
        .join(Fact, Fact.id == Outcome.judged_fact_id)
        .where(Outcome.judged_fact_id == parameter("fact"))
        .where(visible(Fact, viewer, withdrawn=True))
    )
