"""Query parameters and response of a single claim."""

from collections.abc import Collection, Mapping, Set
from typing import Annotated

from pydantic import BeforeValidator, Field

from api.schemas.as_of import RecordAsOf
from api.schemas.claim_facts import FactOfClaim
from api.schemas.claim_shapes import FLAT_PARTS, Shaped
from api.schemas.claims import ClaimOut
from api.schemas.claims.answers import EXPANDED, FACTS
from api.schemas.closed_lists import ExpandInClaim
from api.schemas.estimative import EstimateOut
from api.schemas.lists import VersionParams
from api.schemas.types import split
from db.reads.claims import PARTS, Part

# The keys of a claim that need each of its parts.
RESTS_ON: Mapping[Part, Set[str]] = {
    "attribution": {"attribution", "speakers", "origins"},
    "subjects": {"subjects"},
    "spans": {"spans"},
    "tags": {"tags"},
    "stances": {"stances", "facts"},
}


class ClaimShown(ClaimOut):
    """A single claim, with the parts in `expand`."""

    facts: list[FactOfClaim] = Field([], description=f"{FACTS} {EXPANDED}")
    estimative: list[EstimateOut] = Field(
        [],
        description="The probability ranges of the hedges by ICD 203. Only "
        "if `expand` or `fields` names it.",
    )


class ClaimParams(Shaped, VersionParams, RecordAsOf):
    """Query parameters of a claim."""

    shown = ClaimShown

    expand: Annotated[list[ExpandInClaim], BeforeValidator(split)] = Field(
        [],
        description="Additional parts of the claim to return.",
        examples=[["estimative"]],
    )

    @property
    def estimative(self) -> bool:
        """Return whether ranges of estimative words are requested."""
        return self.shows("estimative")

    @property
    def needed(self) -> Collection[Part]:
        """Return the parts of the claim to read."""
        if self.flat:
            return FLAT_PARTS
        wanted = {*self.fields, *self.expand}
        return [one for one in PARTS if not self.fields or RESTS_ON[one] & wanted]

    def shows(self, part: str) -> bool:
        """Return whether ``expand`` or ``fields`` names ``part``."""
        return part in self.expand or part in self.fields
