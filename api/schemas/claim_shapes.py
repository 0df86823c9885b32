"""The form of claims in responses: nested, or rows of plain values."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field, model_validator

from api.schemas.claims import ClaimListRow, ClaimOut, FlatClaim
from api.schemas.closed_lists import ClaimShape
from api.schemas.lists import Params, keys_of
from db.reads.claims import Part

# Columns of a claim that lists contain only if `fields` names them.
OTHER_COLUMNS = [
    name
    for name in ClaimOut.model_fields
    if name in FlatClaim.model_fields and name not in ClaimListRow.model_fields
]
FLAT_PARTS: Sequence[Part] = ("attribution", "tags", "stances")


class Shaped(Params):
    """The parameter for the form of claims."""

    shape: ClaimShape = Field(
        "nested",
        description="The form of claims in the response. `fields` names keys of that "
        "form.",
        examples=["flat"],
    )

    @property
    def flat(self) -> bool:
        """Return whether rows of plain values are requested."""
        return self.shape == "flat"

    def known_fields(self) -> list[str]:
        """Return the keys that ``fields`` accepts."""
        return keys_of(FlatClaim) if self.flat else super().known_fields()

    @model_validator(mode="after")
    def _has_parts_to_expand(self) -> Self:
        if self.flat and getattr(self, "expand", None):
            message = "expand has no effect with shape=flat: omit it."
            raise ValueError(message)
        return self
