"""The displayed columns of suggested records."""

from sqlalchemy import BigInteger

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Article, Fact, Source, Tag
from db.models.fact import FactKind
from db.queries.filters import binds
from db.queries.ref_columns import OUTLET, referring
from db.queries.sources import SourceRefRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


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
