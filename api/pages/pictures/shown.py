"""Pictures with their URLs, for pages."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from api.pages.dates import utc
from api.pages.pictures.marks import Picture
from api.schemas.as_of import RecordAsOf


class Shown(NamedTuple):
    """A picture and its URL."""

    picture: Picture
    address: str


def shown_at(
    folder: str, pictures: Mapping[str, Picture], query: str = ""
) -> dict[str, Shown]:
    """Return pictures with their URLs, by name."""
    return {
        name: Shown(picture, f"/pictures/{folder}/{name}.svg{query}")
        for name, picture in pictures.items()
    }


def known_by(params: RecordAsOf) -> str:
    """Return the query string of pictures as of an instant."""
    if params.as_of is None:
        return ""
    return (
        f"?{urlencode({'as_of': utc(params.as_of), 'as_of_kind': params.as_of_kind})}"
    )
