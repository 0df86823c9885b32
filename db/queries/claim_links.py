"""Reads of links between claims."""

from sqlalchemy import select, union_all

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Claim, ClaimLink
from db.models.claim_link import LinkKind
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OTHER = aliased(Claim, name="other")
OLDEST_LINKED = Order((ClaimLink.id,), descending=False)


class LinkRow(Row):
    """A link from a claim to another claim."""

    id: int = column(ClaimLink.id)
    claim_id: int = column(ClaimLink.claim_id)
    claim_text: str = column(Claim.text)
    other_id: int = column(ClaimLink.other_id)
    other_text: str = column(OTHER.text)
    kind: LinkKind = column(ClaimLink.kind)


@prepared(LinkRow)
def list_links(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of the links from and to the claim ``claim``."""
    links = (
        LinkRow.select()
        .select_from(ClaimLink)
        .join(Claim, Claim.id == ClaimLink.claim_id)
        .join(OTHER, OTHER.id == ClaimLink.other_id)
        .where(visible(Claim, viewer), visible(OTHER, viewer))
    )
    # One select for each end, each with its index: an OR may read all links for a page.
    # UNION ALL returns no link twice, because no link has the same claim at both ends.
    found = union_all(
        *(
            select(
                keyset_page(
                    links.where(end == parameter("claim")),
                    OLDEST_LINKED,
                    place,
                    limit=limit,
                ).subquery()
            )
            for end in (ClaimLink.claim_id, ClaimLink.other_id)
        )
    ).subquery()
    by_id = Order((found.c.id,), descending=False)
    return keyset_page(select(found), by_id, Place(), limit=limit)
