"""Fields that articles and the revisions of their text share."""

from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from api.schemas.closed_lists import AddressKind, IdentifierScheme
from api.schemas.types import Answer, Body, NotBlank, Text, matching, storable
from db.models import article
from db.values.identifiers import identifier_key
from db.values.urls import url_key

PUBLISHED = (
    "When it was published: at the latest tomorrow, and not before its claims were "
    "said; null if unknown."
)
CAPTURED_AT = "When the text was captured, not in the future; now if not given."
ARCHIVE_URL = "The web address of an archived copy of this text."
NEW = (
    "Whether this is another article, although its outlet has published the same text, "
    "or nearly."
)
SIMILAR = (
    "Other articles with the same text, or nearly, up to 100: likely it is a reprint "
    "of one of them, or they are reprints of it."
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
    """A web address at which an article answers, or once answered."""

    kind: AddressKind
    url: Url


class AddressOut(Answer):
    """A web address at which an article answers, or once answered."""

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
        description="The identifier; of a DOI, a link to it will do.",
        examples=["10.1000/182"],
    ),
]


class ArticleIdentifierIn(Body):
    """What others call an article."""

    scheme: IdentifierScheme
    value: Identified


class ArticleIdentifierOut(Answer):
    """What others call an article."""

    scheme: IdentifierScheme
    value: str = Field(
        description="The identifier, as it was sent.", examples=["10.1000/182"]
    )


def identifier(given: str) -> str:
    """Return ``scheme:value`` as it is searched for."""
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
    str,  # as it is sent: offsets in the same request count in it
    AfterValidator(storable),
    Field(
        min_length=1,
        max_length=5_000_000,
        description="The text of the article, as plain text. Offsets in the same "
        "request count in it as it is sent; it is stored in NFC with LF line ends, and "
        "they are moved with it.",
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
