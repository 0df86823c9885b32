"""Fields that several schemas of assessments share."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Text

VERDICT_TEXT = "The verdict in the words of the assessor, as printed."
PROBABILITY = "The probability that the fact is true, from 0 to 1; null if not given."
AS_OF = "When the assessor held this."
VerdictText = Annotated[Text, Field(min_length=1, max_length=5000)]
