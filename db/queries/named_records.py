"""The names of records of several resources, in one read."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    String,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from db.engine.prepared import prepared
from db.engine.rows import Row, column, labels_by
from db.models import Article, Claim, Fact, Source, Tag
from db.queries.filters import Shape, binds
from db.queries.ref_columns import label_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

NOTHING = type_coerce(null(), String())
# The name of each resource, its kind or slug, and its label.
NAMES: dict[str, tuple[Any, Any, Any, Any]] = {
    "source": (Source, Source.name, Source.kind, label_of(Source)),
    "article": (Article, func.coalesce(Article.title, ""), NOTHING, NOTHING),
    "claim": (Claim, Claim.text, NOTHING, NOTHING),
    "fact": (Fact, Fact.statement, Fact.slug, NOTHING),
    "tag": (Tag, Tag.name, NOTHING, NOTHING),
}


class NamedRecordRow(Row):
    """A record with its name."""

    resource: str = column(literal_column("''", String()))
    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: str | None = column(Source.kind)  # the slug, for a fact
    label: str | None = column(label_of(Source))
    labels = labels_by(label="id")


@prepared(NamedRecordRow)
def list_named_records(
    *, shape: Shape, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the numbers of records of each resource that ``shape`` has."""
    each = (
        _named(resource, count).where(
            visible(NAMES[resource][0], viewer, withdrawn=withdrawn)
        )
        for resource, count in shape
    )
    return select(*union_all(*each).subquery("named").c)


def _named(resource: str, count: int) -> Select[Any]:
    model, name, kind, label = NAMES[resource]
    return select(
        literal_column(f"'{resource}'", String()).label("resource"),
        model.id.label("id"),
        name.label("name"),
        type_coerce(kind, String()).label("kind"),
        label.label("label"),
    ).where(model.id.in_(binds(resource, count, BigInteger())))
