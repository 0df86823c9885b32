"""The displayed columns of suggested records, and the records of an article."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, literal_column, select

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import (
    Article,
    Attribution,
    Claim,
    ClaimTag,
    Fact,
    NameWord,
    Source,
    Stance,
    Tag,
)
from db.models.fact import FactKind
from db.queries.filters import binds
from db.queries.ref_columns import OUTLET, referring
from db.queries.sources import SourceRefRow
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

IN_ARTICLE = 200  # records that the claims of an article refer to


class QuotedRow(Row):
    """A record that the claims of an article refer to."""

    record_id: int = column(NameWord.record_id)


class SuggestedSourceRow(SourceRefRow):
    """A suggested source."""

    description: str | None = column(Source.description)


class SuggestedFactRow(Row):
    """A suggested fact."""

    id: int = column(Fact.id)
    kind: FactKind = column(Fact.kind)
    statement: str = column(Fact.statement)
    slug: str = column(Fact.slug)


class SuggestedTagRow(Row):
    """A suggested tag."""

    id: int = column(Tag.id)
    name: str = column(Tag.name)


@prepared(SuggestedSourceRow)
def list_suggested_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the displayed columns of ``count`` sources."""
    statement = SuggestedSourceRow.select().select_from(Source)
    statement = referring(statement, Article, Source.article_id, viewer=viewer)
    statement = referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
    given = binds("record", count, BigInteger())
    return statement.where(Source.id.in_(given), visible(Source, viewer))


@prepared(SuggestedFactRow)
def list_suggested_facts(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the displayed columns of ``count`` facts."""
    given = binds("record", count)
    return SuggestedFactRow.select().where(Fact.id.in_(given), visible(Fact, viewer))


@prepared(SuggestedTagRow)
def list_suggested_tags(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the displayed columns of ``count`` tags."""
    given = binds("record", count)
    return SuggestedTagRow.select().where(Tag.id.in_(given), visible(Tag, viewer))


@prepared(QuotedRow)
def list_in_article(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the records that the claims of ``count`` articles refer to."""
    given = binds("article", count)
    if resource == "outlet":
        found = select(survivor_of(Source)).join(
            Article, Article.outlet_id == Source.id
        )
        found = found.where(Article.id.in_(given), visible(Article, viewer))
    else:
        key, of_claim = _of_claim(resource)
        found = select(key).join(Claim, of_claim).distinct()
        found = found.where(Claim.article_id.in_(given), visible(Claim, viewer))
    found = found.limit(literal_column(str(IN_ARTICLE)))
    return select(found.subquery("quoted").columns[0].label("record_id"))


def _of_claim(resource: str) -> tuple[Any, ColumnElement[bool]]:
    """Return the column of the record in a part of a claim, and the join with it."""
    if resource == "fact":
        standing = Stance.superseded_at.is_(None)
        return Stance.fact_id, (Stance.claim_id == Claim.id) & standing
    if resource == "tag":
        return ClaimTag.tag_id, ClaimTag.claim_id == Claim.id
    return Attribution.source_id, Attribution.claim_id == Claim.id
