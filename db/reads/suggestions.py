"""Suggestions of records while a person types."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.queries.filters import batch_of
from db.queries.suggested import (
    SuggestedFactRow,
    SuggestedSourceRow,
    SuggestedTagRow,
    list_suggested_facts,
    list_suggested_sources,
    list_suggested_tags,
)
from db.queries.suggestions import (
    count_begun,
    indexed_beginning,
    list_in_article,
    list_named,
    list_names_of,
    list_similar_words,
)
from db.reads.merged import with_merged_articles
from db.reads.reading import Reading
from db.search.suggesting import (
    FEWEST_LETTERS,
    Matched,
    best_match,
    similar_words,
    typed_deletions,
    typed_words,
)

FOUND = 50  # records to rank
SIMILAR_LOOKED_AT = 1000  # words that share a deletion with a mistyped one
MISTYPED = 2  # typed words to correct
SuggestedRow = SuggestedSourceRow | SuggestedFactRow | SuggestedTagRow
DETAILS: Mapping[str, Any] = {
    "source": list_suggested_sources,
    "outlet": list_suggested_sources,
    "fact": list_suggested_facts,
    "tag": list_suggested_tags,
}


@dataclass(frozen=True)
class Suggestion:
    """A record, its matching name, and whether the article refers to it."""

    row: SuggestedRow
    match: Matched
    is_in_article: bool


@dataclass(frozen=True)
class Asked:
    """A lookup: words in one spelling, and the kind of the records."""

    resource: str
    words: tuple[str, ...]
    whole: bool = False  # the first word is complete

    def by(self, word: str, *, instead_of: str | None = None) -> "Asked":
        """Return the lookup with a whole word, moved to the front, for another."""
        others = (one for one in self.words if one != (instead_of or word))
        return Asked(self.resource, (word, *others), whole=True)


async def suggest(
    reading: Reading, resource: str, typed: str, *, article: int | None, limit: int
) -> Sequence[Suggestion]:
    """Return the best records with a name that contains all typed words.

    The ends of words may be missing. If there are too few matches, one word of four or
    more letters may be mistyped.
    """
    words = typed_words(typed)
    if not words:
        return []
    rarest_first = await _rarest_first(reading, resource, words)
    finder = _Finder(reading, Asked(resource, rarest_first))
    quoted = await _in_article(reading, resource, article)
    await finder.match(dict.fromkeys(quoted, 0), words)
    await finder.find(words)
    if len(finder.found) < limit:
        await finder.find_mistyped(words)
    best = sorted(finder.found, key=lambda one: (one not in quoted, *finder.place(one)))
    rows = await reading.rows_of(DETAILS[resource], "record", best[:limit])
    return [
        Suggestion(row, finder.found[row.id], row.id in quoted)
        for row in sorted(rows, key=lambda row: best.index(row.id))
    ]


class _Finder:
    """Collects records with their matching names, and ranks them."""

    def __init__(self, reading: Reading, asked: Asked) -> None:
        self._reading, self._asked = reading, asked
        self.found: dict[int, Matched] = {}
        self._rarities: dict[int, int] = {}
        self._mistyped: set[int] = set()

    def place(self, record_id: int) -> tuple[bool, int, int, int]:
        """Return the sort key of a record, the best first."""
        rank, rarity = self.found[record_id].rank, self._rarities[record_id]
        return record_id in self._mistyped, rank, rarity, record_id

    async def match(self, rarities: Mapping[int, int], typed: Sequence[str]) -> None:
        """Add the records with a name that contains all words."""
        new = [one for one in rarities if one not in self.found]
        names = await self._names_of(new)
        matches = {one: best_match(names[one], typed) for one in new}
        self.found |= {one: match for one, match in matches.items() if match}
        self._rarities |= {one: rarities[one] for one in new}

    async def _names_of(self, records: Sequence[int]) -> Mapping[int, list[str]]:
        resource, names = self._asked.resource, defaultdict[int, list[str]](list)
        for row in await self._reading.rows_of(
            list_names_of, "record", records, resource=resource
        ):
            names[row.record_id].append(row.name)
        return names

    async def find(self, typed: Sequence[str]) -> None:
        """Add records with the words, then records with one whole word among them."""
        rarities = await self._named(self._asked)
        if len(rarities) >= FOUND:
            # The typed text may be the whole name of a record that is seldom quoted.
            of = self._reading, self._asked.resource
            (rarest, *_) = await _rarest_first(*of, self._asked.words, whole=True)
            rarities |= await self._named(self._asked.by(rarest))
        await self.match(rarities, typed)

    async def find_mistyped(self, typed: Sequence[str]) -> None:
        """Add records with a word that corrects one of the typed words."""
        known = set(self.found)
        async for word, similar in self._similar():
            others = [similar if one == word else one for one in typed]
            asked = self._asked.by(similar, instead_of=word)
            await self.match(await self._named(asked), others)
        self._mistyped = set(self.found) - known

    async def _similar(self) -> AsyncIterator[tuple[str, str]]:
        """Yield each word that is long enough, with a correction."""
        long = [one for one in self._asked.words if len(one) >= FEWEST_LETTERS]
        for word in long[:MISTYPED]:
            count, values = batch_of("deletion", typed_deletions(word))
            rows = await self._reading.rows(
                list_similar_words,
                values,
                resource=self._asked.resource,
                count=count,
                limit=SIMILAR_LOOKED_AT,
            )
            for similar in similar_words(word, (row.word for row in rows)):
                yield word, similar

    async def _named(self, asked: Asked) -> dict[int, int]:
        """Return the rarities of the records with these words."""
        bound = {f"word__{place}": word for place, word in enumerate(asked.words)}
        bound["beginning"] = indexed_beginning(asked.words[0])
        rows = await self._reading.rows(
            list_named,
            bound,
            resource=asked.resource,
            letters=tuple(map(len, asked.words)),
            whole=asked.whole,
            limit=FOUND,
        )
        return {row.record_id: row.rarity for row in rows}


async def _rarest_first(
    reading: Reading, resource: str, words: Sequence[str], *, whole: bool = False
) -> tuple[str, ...]:
    """Sort words: the ones that begin the fewest names first, then the longest.

    With ``whole``, names that have the complete words are counted.
    """
    longest = sorted(words, key=len, reverse=True)
    if not longest[1:]:
        return tuple(longest)
    begun = longest if whole else [indexed_beginning(one) for one in longest]
    bound = {f"beginning__{place}": one for place, one in enumerate(begun)}
    letters = tuple(0 if whole else len(one) for one in begun)
    of = {"resource": resource, "letters": letters}
    rows = await reading.rows(count_begun, bound, **of)
    totals = {row.place: row.total for row in rows}
    return tuple(longest[place] for place in sorted(totals, key=totals.__getitem__))


async def _in_article(
    reading: Reading, resource: str, article: int | None
) -> frozenset[int]:
    """Return the records that the claims of an article refer to."""
    if article is None:
        return frozenset()
    values = await with_merged_articles(reading, {"article": [article]}, "article")
    rows = await reading.rows_of(
        list_in_article, "article", values["article"], resource=resource
    )
    return frozenset(row.record_id for row in rows)
