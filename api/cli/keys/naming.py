"""How commands name a key: by its prefix, which is not secret."""

from collections.abc import Sequence
from typing import Annotated

import typer

from api.cli.failures import CommandError
from db.queries.keys import SecretKeyRow

Prefix = Annotated[
    str, typer.Argument(help="The 12 digits after onr_, as `key list` shows them.")
]


def bare(prefix: str) -> str:
    """Return the prefix of a key; the whole key is accepted too."""
    return prefix.removeprefix("onr_").partition("_")[0]


def the_key(found: Sequence[SecretKeyRow]) -> int:
    """Return the id of the key that was found, or raise ``CommandError``."""
    if not found:
        message = "No key has this prefix: `onrecord key list` shows the prefixes."
        raise CommandError(message)
    return found[0].id
