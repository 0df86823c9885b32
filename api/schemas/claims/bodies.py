"""Schemas of claims in requests."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.claims.chains import Chain, SubjectIn
from api.schemas.claims.fields import ABOUT, REVISION, SAID, ClaimText, TagName
from api.schemas.claims.spans import SpanIn
from api.schemas.closed_lists import (
    Act,
    Form,
    Knowledge,
    Method,
    ProbabilityBasis,
    Review,
    Terms,
    Visibility,
)
from api.schemas.dates import DateIn, DatePatch
from api.schemas.sources import Note
from api.schemas.stances import StanceSpec
from api.schemas.types import Body, EmbargoEnd, Id, Language, Share, ShortText


def _without_default(schema: dict[str, Any]) -> None:
    """Remove a default that applies to some bodies only."""
    schema.pop("default")


class ClaimColumns(Body):
    """The data of a claim besides its words and its chain."""

    statement: ClaimText | None = Field(
        None,
        description="The claim in words that are clear without the article.",
        examples=["The Weather Service saw no sign of frost on 22 March 2022."],
    )
    act: Act = "assertion"
    hedges: Annotated[list[ShortText], Field(max_length=50)] = Field(
        [],
        description="The printed words that weaken the claim: could, likely, "
        "reportedly …",
        examples=[["likely"]],
    )
    probability_low: Share | None = Field(
        None, description="The lower end of the stated probability, from 0 to 1."
    )
    probability_high: Share | None = Field(
        None, description="The upper end of the stated probability, from 0 to 1."
    )
    probability_basis: ProbabilityBasis | None = None
    channel: ShortText | None = Field(
        None,
        description="The channel through which the source spoke. An open list; common "
        "values are interview, press_conference, statement, social_media, broadcast, "
        "document and leak.",
        examples=["interview"],
    )
    knowledge: Knowledge = "unknown"
    terms: Terms = "unknown"
    terms_reason: Note | None = Field(
        None,
        description="The reason for not naming the source, as printed.",
        examples=["to discuss sensitive intelligence"],
    )
    said: DateIn | None = Field(None, description=SAID, examples=["2022-03-21"])
    about: DateIn | None = Field(None, description=ABOUT, examples=["2022-04"])
    language: Language | None = None
    method: Method = Field(
        "manual",
        description="How the claim was recorded. The default of `review` depends "
        "on it.",
    )
    confidence: Annotated[int, Field(ge=0, le=100)] | None = Field(
        None,
        description="The confidence that the record is correct, from 0 to 100; not how "
        "certain the source was.",
        examples=[90],
    )
    review: Review = Field(
        "reviewed",
        description="The review state of the claim. If it is not sent, it "
        "depends on `method`: `reviewed` for `manual`, else `draft`. Lists and counts "
        "leave out drafts unless `review=` includes them.",
        json_schema_extra=_without_default,
    )
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None
    spans: Annotated[list[SpanIn], Field(max_length=200)] = Field(
        [], description="The places of the words in the text of the revision."
    )
    subjects: Annotated[list[SubjectIn], Field(max_length=50)] = Field(
        [],
        description="The sources that the claim is about, by id or described.",
    )
    tags: Annotated[list[TagName], Field(max_length=50)] = Field(
        [],
        description="Tags by name. Missing tags are created.",
        examples=[["weather"]],
    )
    stances: Annotated[list[StanceSpec], Field(max_length=50)] = Field(
        [], description="The stances of the claim on facts."
    )


class ClaimBody(ClaimColumns):
    """A claim to record in an article that is given separately."""

    text: ClaimText
    form: Form
    attribution: Chain


class ClaimIn(ClaimBody):
    """A claim to record."""

    article_id: Id = Field(description="The id of the article that printed it.")
    revision_id: Id | None = Field(None, description=REVISION)


class ClaimPatch(ClaimColumns):
    """A merge patch: only the sent fields change."""

    method: Method = Field(
        "manual",
        description="How the claim was recorded. Changing it does not change `review`.",
    )
    review: Review = Field("reviewed", description="The review state of the claim.")

    text: ClaimText = ""
    form: Form = "unclear"
    attribution: Chain = []
    article_id: Id = Field(
        1,
        description="The id of the article that printed it, if it was recorded in the "
        "wrong one: its spans are anchored in the text of that article, or orphaned.",
    )
    revision_id: Id = Field(1, description=REVISION)
    # A merge patch also merges into a date.
    said: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=SAID, examples=["2022-03-21"]
    )
    about: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=ABOUT, examples=["2022-04"]
    )
