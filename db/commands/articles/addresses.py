"""The addresses of an article: the one in ``url``, and others that lead to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from db.errors import InvalidError
from db.models import Article, ArticleAddress
from db.values.urls import url_key

Addresses = dict[str, str]  # the kind of each address
Sent = Sequence[Mapping[str, str]]


def addresses_of(article: Article) -> Addresses:
    """Return the addresses of an article, each with its kind."""
    return {one.url: one.kind for one in article.addresses}


def sent_addresses(sent: Sent) -> Addresses:
    """Return the sent addresses by kind; raise ``InvalidError`` for a repeated one."""
    found: Addresses = {}
    for number, one in enumerate(sent):
        if one["url"] in found:
            message = "This item repeats an earlier one."
            raise InvalidError(message, "addresses", number, "url")
        found[one["url"]] = one["kind"]
    return found


def canonical_in(addresses: Addresses) -> str | None:
    """Return the first canonical address."""
    return next((url for url, kind in addresses.items() if kind == "canonical"), None)


def with_former(addresses: Addresses, before: str | None) -> Addresses:
    """Return the addresses of an article that has left the address ``before``."""
    return {
        url: "former" if (url, kind) == (before, "canonical") else kind
        for url, kind in addresses.items()
    }


def with_present(addresses: Addresses, url: str | None) -> Addresses:
    """Return the addresses of an article at ``url``, including that address."""
    if url is None or addresses.get(url, "former") != "former":
        return addresses
    return {url: "canonical"} | addresses | {url: "canonical"}


def store_addresses(article: Article, addresses: Addresses) -> None:
    """Replace the addresses of an article.

    Rows are updated in place: a deleted row must not conflict with an inserted one.
    Raise ``InvalidError`` for an invalid address.
    """
    wanted, held = _by_key(addresses), _rows_by_key(article)
    for key, rows in held.items():
        for row in rows[len(wanted[key]) :]:
            article.addresses.remove(row)
    for key, given in wanted.items():
        _store_at(article, key, given, held=held[key])


def _by_key(addresses: Addresses) -> dict[str, list[tuple[str, str]]]:
    """Return addresses with their kinds, grouped by key."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, (url, kind) in enumerate(addresses.items()):
        found[key_of(url, "addresses", number, "url")].append((url, kind))
    return found


def _rows_by_key(article: Article) -> dict[str, list[ArticleAddress]]:
    """Return the stored addresses of an article, in order, grouped by key."""
    found: dict[str, list[ArticleAddress]] = defaultdict(list)
    for row in sorted(article.addresses, key=attrgetter("ordinal")):
        found[row.url_key].append(row)
    return found


def _store_at(
    article: Article,
    key: str,
    given: Sequence[tuple[str, str]],
    *,
    held: Sequence[ArticleAddress],
) -> None:
    """Store the given addresses of one key, reusing the rows that have this key."""
    for ordinal, (url, kind) in enumerate(given, 1):
        if ordinal > len(held):
            row = _made(article, key, ordinal)
            article.addresses.append(row)
        else:
            row = held[ordinal - 1]
        row.url, row.kind, row.ordinal = url, kind, ordinal


def key_of(url: str, *path: str | int) -> str:
    """Return the key of an address; raise ``InvalidError`` for an invalid one."""
    try:
        return url_key(url)
    except ValueError as error:
        message = f"This is not a web address: {error}."
        raise InvalidError(message, *path) from error


def _made(article: Article, key: str, ordinal: int) -> ArticleAddress:
    """Return a new address row, as live and as visible as its article."""
    return ArticleAddress(
        url_key=key,
        ordinal=ordinal,
        visibility=article.visibility,
        withdrawn_at=article.withdrawn_at,
    )
