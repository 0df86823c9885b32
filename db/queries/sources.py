"""Reads over sources."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from db.models import (
    Affiliation,
    Article,
    Attribution,
    Claim,
    Source,
    SourceIdentifier,
    SourceName,
)
from db.models.source import UNNAMED
from db.prepared import parameter, prepared
from db.queries.filters import (
    Binds,
    Condition,
    Filter,
    Shape,
    binds,
    conditions,
    contains_words,
    one_of,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.refs import article_columns, source_columns
from db.queries.visibility import visible
from db.types import AnySelect
from db.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
SURVIVOR = aliased(Source, name="survivor")

ORDERS = {
    "-recorded": Order((Source.created_at, Source.id), descending=True),
    "recorded": Order((Source.created_at, Source.id), descending=False),
    "name": Order((Source.folded, Source.id), descending=False),
}

ROW = (
    Source.id,
    Source.version,
    Source.name,
    Source.kind,
    Source.article_id,
    *article_columns(Article, OUTLET, "article"),
    Source.ordinal,
    Source.people,
    Source.sector,
    Source.seniority,
    Source.country_code,
    Source.language,
    Source.description,
    Source.merged_into_id,
    *source_columns(SURVIVOR, "merged_into"),
    Source.visibility,
    Source.note,
    Source.created_at,
    Source.updated_at,
    Source.withdrawn_at,
    Source.folded,
)


def _named(condition: Condition) -> Condition:
    def on_names(given: Binds) -> ColumnElement[bool]:
        return exists().where(SourceName.source_id == Source.id, condition(given))

    return on_names


def _any_name(given: Binds) -> ColumnElement[bool]:
    """Match sources with every word in the name, or every word in one other name."""
    return contains_words(Source.folded)(given) | _named(
        contains_words(SourceName.folded)
    )(given)


def _quoted_in(given: Binds) -> ColumnElement[bool]:
    quoted = (
        select(Attribution.source_id)
        .join(Claim)
        .where(Claim.article_id.in_(given), Claim.withdrawn_at.is_(None))
    )
    return Source.id.in_(quoted)


def _affiliated_with(given: Binds) -> ColumnElement[bool]:
    people = select(Affiliation.source_id).where(Affiliation.organisation_id.in_(given))
    return Source.id.in_(people)


def _identified(given: Binds) -> ColumnElement[bool]:
    """Match by scheme and value, which take turns in ``given``."""
    pairs = zip(given[::2], given[1::2], strict=True)
    return exists().where(
        SourceIdentifier.source_id == Source.id,
        or_(
            *(
                (SourceIdentifier.scheme == scheme) & (SourceIdentifier.value == value)
                for scheme, value in pairs
            )
        ),
    )


FILTERS: dict[str, Filter] = {
    "q": (String(), _any_name),
    "kind": one_of(Source.kind),
    "sector": one_of(Source.sector),
    "country": one_of(Source.country_code),
    "organisation": (BigInteger(), _affiliated_with),
    "article": (BigInteger(), _quoted_in),
    "anonymous": (Boolean(), lambda given: Source.kind.in_(UNNAMED).in_(given)),
    "identifier": (String(), _identified),
}


def _joined(statement: AnySelect) -> AnySelect:
    return (
        statement.outerjoin(Article, Article.id == Source.article_id)
        .outerjoin(OUTLET, OUTLET.id == Article.outlet_id)
        .outerjoin(SURVIVOR, SURVIVOR.id == Source.merged_into_id)
    )


@prepared
def get_source(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the source with the id ``source``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    return _joined(select(*ROW).select_from(Source)).where(
        Source.id == parameter("source"), seen
    )


@prepared
def list_sources(
    *,
    shape: Shape = (),
    sort: str = "-recorded",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select a page of the sources that every filter of ``shape`` lets through."""
    statement = _joined(select(*ROW).select_from(Source)).where(
        visible(Source, viewer, withdrawn=withdrawn), *conditions(shape, FILTERS)
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@prepared
def count_sources(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many sources every filter of ``shape`` lets through."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    return select(func.count(Source.id).label("total")).where(
        seen, *conditions(shape, FILTERS)
    )


@prepared
def find_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` sources exist, and keep them from being withdrawn."""
    return (
        select(
            Source.id,
            Source.name,
            Source.kind,
            Source.article_id,
            Source.visibility,
            Source.merged_into_id,
        )
        .where(Source.id.in_(binds("source", count)), visible(Source, viewer))
        .with_for_update(read=True)
    )


@prepared
def find_named_sources(*, kinds: tuple[str, ...], viewer: Viewer) -> AnySelect:
    """Select the named sources called ``folded``, by their name or another one."""
    other = select(SourceName.source_id).where(
        SourceName.folded == parameter("folded", String())
    )
    called = (Source.folded == parameter("folded", String())) | Source.id.in_(other)
    return (
        select(Source.id, Source.name, Source.kind, Source.visibility)
        .where(called, Source.kind.in_(kinds), Source.merged_into_id.is_(None))
        .where(visible(Source, viewer))
        .order_by(Source.id)
    )


@prepared
def find_unnamed_source(*, viewer: Viewer) -> AnySelect:
    """Select the unnamed source of an article by ``kind folded ordinal``."""
    return select(Source.id, Source.name, Source.kind, Source.visibility).where(
        Source.article_id == parameter("article"),
        Source.kind == parameter("kind"),
        Source.folded == parameter("folded"),
        Source.ordinal == parameter("ordinal"),
        Source.merged_into_id.is_(None),
        visible(Source, viewer),
    )
