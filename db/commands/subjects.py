"""The source as which a subject counts: the survivor of its recorded source."""

from collections.abc import Sequence

from sqlalchemy import exists, select, update

from db.engine.aliases import aliased
from db.engine.session import Write
from db.models import ClaimSubject, Source
from db.queries.survivors import survivor_of

EARLIER = aliased(ClaimSubject, name="earlier")
UNSYNCHRONISED = {"synchronize_session": False}


def repoint_subjects(write: Write, printed: Sequence[int]) -> None:
    """Set the source of the subjects of claims about some ``printed`` sources.

    Of several subjects of a claim with one survivor the first counts. No claim gets a
    new version.
    """
    claims = select(ClaimSubject.claim_id).where(
        ClaimSubject.printed_source_id.in_(printed)
    )
    survivor = (
        select(survivor_of(Source))
        .where(Source.id == ClaimSubject.printed_source_id)
        .scalar_subquery()
    )
    about = ClaimSubject.claim_id.in_(claims)
    counted_before = exists().where(
        EARLIER.claim_id == ClaimSubject.claim_id,
        EARLIER.source_id == ClaimSubject.source_id,
        EARLIER.id < ClaimSubject.id,
    )
    for statement in (
        update(ClaimSubject).where(about).values(source_id=survivor),
        update(ClaimSubject).where(about, counted_before).values(source_id=None),
    ):
        write.session.execute(statement, execution_options=UNSYNCHRONISED)
