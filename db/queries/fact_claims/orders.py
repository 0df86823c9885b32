"""The orders of pages of derived results."""

from sqlalchemy import BigInteger, Integer, String

from db.engine.prepared import parameter
from db.models import Attribution, Fact, Stance
from db.queries.keyset import Order

BY_FACT = Order((Fact.id,), descending=False)
# The order of claims in a timeline.
BY_TIME = Order((Stance.dated_at, Stance.claim_id), descending=False)
# Python sorts the units of a track record and the entries of an explanation in these
# orders; the database sorts neither.
BY_PART = Order(
    (parameter("part", String()), Stance.fact_id, Attribution.source_id),
    descending=False,
)
BY_SIDE = Order(
    (
        parameter("side", Integer()),
        parameter("part", Integer()),
        parameter("counted", BigInteger()),
        parameter("into", BigInteger()),
    ),
    descending=False,
)
