"""The content of an article page: its text with the words of claims marked."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from api.pages.article_parts import Part, parts_of
from api.pages.marked_text import Marked, paragraphs
from api.pages.pictures.chains import draw_chains
from api.pages.pictures.shown import shown_at
from api.pages.rendering import as_sent
from api.serializers.articles import article_record
from api.serializers.claims import claim_rows
from api.serializers.values import Json
from db.queries.claim_places import PlaceRow
from db.reads.articles import ArticleDetail
from db.reads.claims import ClaimPage
from db.reads.claims import Part as PartOfClaim

PARTS: Sequence[PartOfClaim] = ("attribution", "spans", "stances")


@dataclass(frozen=True)
class Divided:
    """An article in parts, and the places of its claims."""

    article: ArticleDetail
    text: str | None
    places: Sequence[PlaceRow]
    parts: Sequence[Part]

    def index(self, number: int | None, claim_ids: Collection[int]) -> int:
        """Return the index of a part: by its number, by a claim in it, or 0."""
        if number:
            return min(number, len(self.parts)) - 1
        at = next((n for n, one in enumerate(self.places) if one.id in claim_ids), 0)
        return bisect_right(self.parts, at, key=lambda part: part.claims.start) - 1

    def place_before(self, index: int) -> PlaceRow | None:
        """Return the place of the last claim before a part."""
        first = self.parts[index].claims.start
        return self.places[first - 1] if first else None

    def in_newest_text(self) -> set[int]:
        """Return the claims whose places refer to the displayed text."""
        newest = self.article.row.revision_id
        return {one.id for one in self.places if one.revision_id == newest}


def divided(
    article: ArticleDetail, text: str | None, places: Sequence[PlaceRow]
) -> Divided:
    """Return an article in parts."""
    return Divided(article, text, places, parts_of(text or "", places))


def shown(whole: Divided, index: int, found: ClaimPage) -> Json:
    """Return the content of the template for a part.

    ``found`` begins with the claims of the part, and was read with ``PARTS``.
    """
    part = whole.parts[index]
    claims = _claims(found, part.claims)
    marked = list(_marked(claims, whole.in_newest_text()))
    text = whole.text
    return {
        **_of_whole(whole, claims),
        "part": part.claims,
        "number": index + 1,
        "count": len(whole.parts),
        "text": None if text is None else paragraphs(text, part.lines, marked),
        "claims": claims,
        "ids": {claim["number"]: claim["id"] for claim in claims},
        "speakers": _counted("source", map(itemgetter("speakers"), claims)),
        "facts": _counted("fact", map(_facts, claims)),
    }


def _of_whole(whole: Divided, claims: Sequence[Json]) -> Json:
    """Return the article, with the picture of its claims if it has a single part."""
    record = as_sent(article_record(whole.article))
    is_whole = len(whole.parts) == 1
    pictures = {"chains": draw_chains(record["outlet"], claims)} if is_whole else {}
    return {
        "article": record,
        "pictures": shown_at(f"articles/{record['id']}", pictures),
        "total": len(whole.places),
    }


def _claims(found: ClaimPage, numbers: range) -> Sequence[Json]:
    """Return the claims with indexes from 0, for display with numbers from 1."""
    rows = claim_rows(found.page.rows[: len(numbers)], found.parts, shown=PARTS)
    sent: Sequence[Json] = as_sent(rows)
    return [claim | {"number": n} for n, claim in enumerate(sent, numbers.start + 1)]


def _facts(claim: Json) -> list[Json]:
    return [one["fact"] for one in claim["stances"]]


def _counted(name: str, refs: Iterable[Iterable[Json]]) -> list[Json]:
    """Return the distinct records that claims refer to, the most frequent first."""
    by_id: dict[int, Json] = {}
    counts = Counter[int]()
    for ref in chain.from_iterable(refs):
        by_id[ref["id"]] = ref
        counts[ref["id"]] += 1
    return [{name: by_id[one], "claims": n} for one, n in counts.most_common()]


def _marked(claims: Sequence[Json], in_text: Collection[int]) -> Iterator[Marked]:
    """Yield the place of the words of each claim in the text."""
    for claim in claims:
        for span in claim["spans"] if claim["id"] in in_text else ():
            if span["anchor"] != "orphaned":
                number, part = claim["number"], span["part"]
                yield Marked(number, part, span["start"], span["end"])
