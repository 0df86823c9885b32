"""What the page of an article shows: its text with the words of its claims marked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from api.pages.marked_text import Marked, paragraphs
from api.pages.pictures.chains import draw_chains
from api.pages.pictures.shown import shown_at
from api.pages.rendering import as_sent
from api.serializers.articles import article_record
from api.serializers.claims import claim_rows
from api.serializers.values import Json
from db.reads.articles import ArticleDetail
from db.reads.claims import ClaimPage, Part

PARTS: Sequence[Part] = ("attribution", "spans", "stances")


def shown(article: ArticleDetail, text: str | None, pages: Iterable[ClaimPage]) -> Json:
    """Return what the template shows.

    ``pages`` have the claims in the order of the text, read with ``PARTS``.
    """
    claims = list(chain.from_iterable(map(_claims, pages)))
    speakers = (one for claim in claims for one in claim["speakers"])
    facts = (one["fact"] for claim in claims for one in claim["stances"])
    record = as_sent(article_record(article))
    pictures = {"chains": draw_chains(record["outlet"], claims)}
    return {
        "article": record,
        "pictures": shown_at(f"articles/{record['id']}", pictures),
        "text": None if text is None else paragraphs(text, list(_marked(claims))),
        "claims": claims,
        "speakers": _counted("source", speakers),
        "facts": _counted("fact", facts),
    }


def _claims(found: ClaimPage) -> Sequence[Json]:
    rows = claim_rows(found.page.rows, found.parts, shown=PARTS)
    sent: Sequence[Json] = as_sent(rows)
    return sent


def _counted(name: str, refs: Iterable[Json]) -> list[Json]:
    """Return each of the records that claims refer to, the most frequent first."""
    by_id: dict[int, Json] = {}
    counts = Counter[int]()
    for ref in refs:
        by_id[ref["id"]] = ref
        counts[ref["id"]] += 1
    return [{name: by_id[one], "claims": n} for one, n in counts.most_common()]


def _marked(claims: Sequence[Json]) -> Iterator[Marked]:
    """Yield where the words of each claim stand in the text."""
    for number, claim in enumerate(claims, start=1):
        for span in claim["spans"]:
            if span["start"] is not None:
                yield Marked(number, span["part"], span["start"], span["end"])
