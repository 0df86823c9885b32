"""Wire format of retractions by sources."""

from pydantic import Field

from api.schemas.closed_lists import LinkKind
from api.schemas.refs import SourceRef
from api.schemas.types import Answer, Id, Instant


class RetractionOut(Answer):
    """The claim by which a source retracted an earlier one."""

    claim_id: Id = Field(description="The id of the later claim.")
    kind: LinkKind
    at: Instant = Field(description="The date of the later claim.")


class RetractedOut(Answer):
    """A claim that its own source retracted, so that it does not count."""

    claim_id: Id = Field(description="The id of the claim.")
    source_id: Id = Field(description="The id of the source that took it back.")
    source: SourceRef = Field(description="The source that took it back.")
    retracted_by: RetractionOut = Field(description="The claim that took it back.")
