"""External identifiers of an article: its DOI, its feed guid, its wire number."""

from collections.abc import Mapping, Sequence

from db.errors import InvalidError
from db.models import Article, ArticleIdentifier
from db.values.identifiers import identifier_key

Sent = Sequence[Mapping[str, str]]
Keyed = dict[tuple[str, str], str]  # the value of each scheme and key
EVERYWHERE = 0  # the scope of a globally unique identifier


def store_identifiers(article: Article, sent: Sent) -> None:
    """Replace the identifiers of an article.

    Rows are updated in place: a deleted row must not conflict with an inserted one.
    Raise ``InvalidError`` for an invalid or repeated identifier.
    """
    wanted = _keyed(sent)
    for row in list(article.identifiers):
        if (row.scheme, row.value_key) in wanted:
            row.value = wanted.pop((row.scheme, row.value_key))
        else:
            article.identifiers.remove(row)
    for (scheme, key), value in wanted.items():
        row = ArticleIdentifier(
            scheme=scheme,
            value=value,
            value_key=key,
            visibility=article.visibility,
            withdrawn_at=article.withdrawn_at,
        )
        article.identifiers.append(row)
    scope_identifiers(article)


def scope_identifiers(article: Article) -> None:
    """Scope the guids of an article to its outlet, in which they are unique."""
    for row in article.identifiers:
        row.scope = article.outlet_id if row.scheme == "guid" else EVERYWHERE


def _keyed(sent: Sent) -> Keyed:
    keyed: Keyed = {}
    for number, one in enumerate(sent):
        at = "identifiers", number, "value"
        try:
            key = one["scheme"], identifier_key(one["scheme"], one["value"])
        except ValueError as error:
            raise InvalidError(str(error), *at) from error
        if key in keyed:
            message = "This item repeats an earlier one."
            raise InvalidError(message, *at)
        keyed[key] = one["value"]
    return keyed
