"""Queries for objects, with the relationships to load."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from api.schemas.claim_lists import ClaimsParams
from api.settings import PAGE_SIZE
from db.models.source import UNNAMED
from db.values.totals import MAX_TOTAL
from tests.bench.naive.entities import (
    Article,
    Claim,
    ClaimTag,
    Source,
    Stance,
    Step,
    Subject,
    Tag,
)

ARTICLE = joinedload(Claim.article).joinedload(Article.outlet_source)
STEPS = selectinload(Claim.steps)
SUBJECTS = selectinload(Claim.subject_rows)
SHOWN = (
    ARTICLE,
    joinedload(Claim.revision),
    STEPS.joinedload(Step.source_row),
    STEPS.joinedload(Step.printed_source_row),
    SUBJECTS.joinedload(Subject.source_row),
    SUBJECTS.joinedload(Subject.printed_source_row),
    selectinload(Claim.spans),
    selectinload(Claim.claim_tags).joinedload(ClaimTag.tag),
    selectinload(Claim.stances).joinedload(Stance.fact_row),
)
REVIEWS = ClaimsParams.model_fields["review"].default
Key = Sequence[Any] | None


def find_claim(session: Session, claim_id: int) -> Claim | None:
    """Return a claim with all that is shown of it."""
    statement = select(Claim).where(Claim.id == claim_id, Claim.withdrawn_at.is_(None))
    return session.scalar(statement.options(*SHOWN))


def list_claims_of_source(session: Session, source_id: int, key: Key) -> list[Claim]:
    """Return a page of a source's claims and one more, from the index of its steps."""
    order = (Step.dated_at, Step.claim_id)
    statement = select(Claim).join(Claim.steps).where(Step.source_id == source_id)
    return _page(session, statement, order=order, key=key)


def count_drafts_of_source(session: Session, source_id: int) -> int:
    """Return how many claims of a source are drafts."""
    statement = select(Claim.id).join(Claim.steps).where(Step.source_id == source_id)
    return _count_drafts(session, statement)


def count_drafts(session: Session, filters: Mapping[str, Any]) -> int:
    """Return how many claims that match a filter are drafts."""
    statement = select(Claim.id).where(*_conditions(filters))
    if filters.get("tag"):
        wanted = select(Tag.id).where(Tag.name == filters["tag"])
        statement = statement.join(Claim.claim_tags).where(
            ClaimTag.tag_id == wanted.scalar_subquery()
        )
    return _count_drafts(session, statement)


def _count_drafts(session: Session, statement: Select[tuple[int]]) -> int:
    drafts = statement.where(Claim.review == "draft", Claim.withdrawn_at.is_(None))
    some = drafts.limit(MAX_TOTAL).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def list_claims(session: Session, filters: Mapping[str, Any]) -> list[Claim]:
    """Return a page of the claims that match a filter, and one more."""
    statement, order = select(Claim), (Claim.dated_at, Claim.id)
    if filters.get("tag"):
        order = (ClaimTag.dated_at, ClaimTag.claim_id)
        wanted = select(Tag.id).where(Tag.name == filters["tag"])
        statement = statement.join(Claim.claim_tags).where(
            ClaimTag.tag_id == wanted.scalar_subquery()
        )
    statement = statement.where(*_conditions(filters))
    return _page(session, statement, order=order, key=None)


def _conditions(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    unnamed = Source.kind.in_(UNNAMED)
    known = {
        "act": lambda act: Claim.act == act,
        "article": lambda given: Claim.article_id == int(given),
        "outlet": lambda given: Claim.article.has(Article.outlet_id == int(given)),
        "hedged": lambda _: Claim.printed_hedges.is_not(None),
        "anonymous": lambda _: Claim.steps.any(
            (Step.position == 1) & Step.source_row.has(unnamed)
        ),
    }
    return [known[name](value) for name, value in filters.items() if name in known]


def _page(
    session: Session, statement: Select[tuple[Claim]], *, order: Any, key: Key
) -> list[Claim]:
    if key:
        pairs = zip(key, order, strict=True)
        after = [literal(value, column.type) for value, column in pairs]
        statement = statement.where(tuple_(*order) < tuple_(*after))
    statement = (
        statement.where(Claim.review.in_(REVIEWS), Claim.withdrawn_at.is_(None))
        .order_by(*(column.desc() for column in order))
        .limit(PAGE_SIZE + 1)
        .options(ARTICLE, STEPS.joinedload(Step.source_row))
    )
    return list(session.scalars(statement))
