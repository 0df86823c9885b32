"""Fields that articles and the revisions of their text share."""

from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from api.schemas.closed_lists import AddressKind, IdentifierScheme
from api.schemas.types import Answer, Body, NotBlank, Text, matching, storable
from db.models import article
from db.values.identifiers import identifier_key
from db.values.urls import url_key

PUBLISHED = (
    "When it was published: at the latest tomorrow, and not before the words of its "
    "claims were said; null if unknown."
)
CAPTURED_AT = "When the text was captured, not in the future; now if not sent."
ARCHIVE_URL = "The web address of an archived copy of this text."
NEW = (
    "Whether this is a different article, although its outlet has already published "
    "the same text, exactly or nearly."
)
SIMILAR = (
    "Other articles with the same text, exactly or nearly, up to 100: likely one is a "
    "reprint of another."
)


def address(url: str) -> str:
    """Return ``url`` if it is a web address."""
    url_key(url)
    return url


Url = Annotated[
    Text,
    Field(
        max_length=2000,
        description="A web address, which begins with http:// or https://.",
        examples=["https://example.org/2022/03/22/belarus"],
    ),
    AfterValidator(address),
]


class AddressIn(Body):
    """A web address of an article, present or past."""

    kind: AddressKind
    url: Url


class AddressOut(Answer):
    """A web address of an article, present or past."""

    kind: AddressKind
    url: str = Field(
        description="The web address.", examples=["https://m.example.org/belarus"]
    )


Identified = Annotated[
    Text,
    matching(r"\S"),
    Field(
        min_length=1,
        max_length=2000,
        description="The identifier; a DOI may be sent as a link.",
        examples=["10.1000/182"],
    ),
]


class ArticleIdentifierIn(Body):
    """An external identifier of an article."""

    scheme: IdentifierScheme
    value: Identified


class ArticleIdentifierOut(Answer):
    """An external identifier of an article."""

    scheme: IdentifierScheme
    value: str = Field(
        description="The identifier, as it was sent.", examples=["10.1000/182"]
    )


def identifier(given: str) -> str:
    """Return ``scheme:value`` with the value in its compared form."""
    scheme, _, value = given.partition(":")
    if scheme not in get_args(article.IdentifierScheme):
        message = "Must begin with doi:, guid: or wire:, like doi:10.1000/182."
        raise ValueError(message)
    return f"{scheme}:{identifier_key(scheme, value)}"


FoundIdentifier = Annotated[
    Text,
    matching(r"^[^:]+:[\s\S]*\S"),
    Field(max_length=2010, examples=["doi:10.1000/182"]),
    AfterValidator(identifier),
]
LongText = Annotated[
    str,  # as sent: offsets in the same request refer to it
    AfterValidator(storable),
    Field(
        min_length=1,
        max_length=5_000_000,
        description="The text of the article, as plain text. Offsets in the same "
        "request refer to it as sent; it is stored in NFC with LF line ends, and the "
        "offsets are converted.",
    ),
    NotBlank,
]
Title = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=2000,
        description="The headline.",
        examples=["Minister sees no sign of frost"],
    ),
    NotBlank,
]
