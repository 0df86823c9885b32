"""Changes since an audit entry, for comparison with cached claims; never displayed."""

from typing import Literal

from sqlalchemy import BigInteger, and_, case, literal_column, null, select

from db.engine.prepared import Prepared, parameter, prepared
from db.engine.rows import Row, column
from db.models import Change, Claim, ClaimLink, Fact, Source
from db.models.change import Action
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MAX_CHANGES = 2000
IS_OF_SOURCE = Change.resource == "source"


class ChangedRow(Row):
    """A change of a record, with the present name of a source or fact."""

    id: int = column(Change.id)
    action: Action = column(Change.action)
    resource: str = column(Change.resource)
    record_id: int = column(Change.record_id)
    visibility: str = column(Change.visibility)
    article_id: int | None = column(Source.article_id)  # set for unnamed sources
    name: str | None = column(Source.name)
    folded: str | None = column(Source.folded)
    has_namesakes: bool | None = column(Source.has_namesakes)
    name_before: str | None = column(
        case((IS_OF_SOURCE, Change.before["name"].as_string()), else_=null())
    )
    fact_slug: str | None = column(Fact.slug)
    fact_statement: str | None = column(Fact.statement)


# The changes after the entry ``after``, in commit order.
LIST_CHANGED = Prepared(
    ChangedRow.select()
    .select_from(Change)
    .outerjoin(Source, and_(IS_OF_SOURCE, Source.id == Change.record_id))
    .outerjoin(Fact, and_(Change.resource == "fact", Fact.id == Change.record_id))
    .where(Change.id > parameter("after", BigInteger()))
    .order_by(Change.id)
    .limit(literal_column(str(MAX_CHANGES + 1))),
    ChangedRow,
)


@prepared(IdRow)
def list_linked_claims(
    *, by: Literal["claim", "article"], count: int, viewer: Viewer
) -> AnySelect:
    """Select the claims linked with ``count`` claims, or with claims of articles."""
    linking = {"claim": Claim.id, "article": Claim.article_id}[by]
    return (
        select(ClaimLink.other_id.label("id"))
        .join(Claim, Claim.id == ClaimLink.claim_id)
        .where(linking.in_(binds(by, count)), visible(Claim, viewer))
        .distinct()
    )
