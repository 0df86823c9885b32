"""Wire format of the facts on which a claim has a stance."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import StanceValue
from api.schemas.refs import FactRef
from api.schemas.standings import RatedFalse, Sides, Verdicts

AfterVerdict = Annotated[
    RatedFalse | None,
    Field(
        description="The latest verdict `false`, `mostly_false` or `misleading` before "
        "the day of a claim for the fact; null if there was none."
    ),
]


class FactOfClaim(FactRef):
    """A fact on which a claim has a stance, with its verdicts and claims by stance."""

    stance: StanceValue
    verdicts: Verdicts
    sides: Sides
    after_verdict: AfterVerdict
