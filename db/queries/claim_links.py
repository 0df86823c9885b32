"""Reads over what claims do to each other."""

from sqlalchemy import select, union_all
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Claim, ClaimLink
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OTHER = aliased(Claim, name="other")
OLDEST_LINKED = Order((ClaimLink.id,), descending=False)


@untyped
def list_links(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of the links from the claim ``claim`` and of those to it."""
    links = (
        select(
            ClaimLink.id,
            ClaimLink.claim_id,
            Claim.text.label("claim_text"),
            ClaimLink.other_id,
            OTHER.text.label("other_text"),
            ClaimLink.kind,
        )
        .select_from(ClaimLink)
        .join(Claim, Claim.id == ClaimLink.claim_id)
        .join(OTHER, OTHER.id == ClaimLink.other_id)
        .where(visible(Claim, viewer), visible(OTHER, viewer))
    )
    # Each end by its own index: with an OR over both, a page may read all links there
    # are. No link is found twice, since none has one claim at both ends.
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
