"""Suggestions of records while a person types."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from db.queries.filters import named, portions
from db.queries.suggested import (
    SuggestedFactRow,
    SuggestedSourceRow,
    SuggestedTagRow,
    list_in_article,
    list_suggested_facts,
    list_suggested_sources,
    list_suggested_tags,
)
from db.queries.suggestions import (
    LOOKED_AT,
    NamedShape,
    count_begun,
    indexed_beginning,
    list_named,
    list_names_of,
    list_similar_words,
)
from db.reads.merged import with_merged_articles
from db.reads.reading import SHORT, Reading
from db.search.suggesting import (
    FEWEST_LETTERS,
    Matched,
    best_match,
    prefix_bits,
    similar_words,
    typed_deletions,
    typed_words,
)

FOUND = 50  # records to rank
SIMILAR_LOOKED_AT = 500  # words that share a deletion with a mistyped one
MISTYPED = 2  # typed words to correct
LAST = "\U0010ffff"  # is behind all letters
Spellings = Sequence[Sequence[str]]
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
class Term:
    """The beginning of a word, or whole words of which a name has one."""

    words: tuple[str, ...]
    whole: bool = False

    @property
    def count(self) -> int:
        """Return the number of whole words, 0 for the beginning of a word."""
        return len(self.words) if self.whole else 0

    @property
    def bits(self) -> Sequence[int]:
        """Return the bits of each word, which names with the word have."""
        return [prefix_bits([word]) for word in self.words]


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
    finder = _Finder(reading, resource, await _totals(reading, resource, words))
    quoted = await _in_article(reading, resource, article)
    await finder.find(words, dict.fromkeys(quoted, 0))
    if len(finder.found) < limit:
        await finder.find_mistyped(words)
    best = sorted(finder.found, key=lambda one: (one not in quoted, *finder.place(one)))
    rows = await reading.rows_of(DETAILS[resource], "record", best[:limit])
    return [
        Suggestion(row, finder.found[row.id], row.id in quoted)
        for row in sorted(rows, key=lambda row: best.index(row.id))
    ]


class _Finder:
    """Collects records with their matching names, and ranks them.

    ``totals`` has the typed words and the number of names with each, the rarest first.
    """

    def __init__(
        self, reading: Reading, resource: str, totals: Mapping[str, int]
    ) -> None:
        self._reading, self._resource, self._totals = reading, resource, totals
        self.found: dict[int, Matched] = {}
        self._names = defaultdict[int, list[str]](list)
        self._rarities: dict[int, int] = {}
        self._mistyped: set[int] = set()

    def place(self, record_id: int) -> tuple[bool, int, int, int]:
        """Return the sort key of a record, the best first."""
        rank, rarity = self.found[record_id].rank, self._rarities[record_id]
        return record_id in self._mistyped, rank, rarity, record_id

    async def _match(self, *found: tuple[Mapping[int, int], Spellings]) -> None:
        """Add the records with a name that contains all words of a spelling.

        Each of ``found`` has records with their rarities, and their spellings.
        """
        await self._read_names({one for rarities, _ in found for one in rarities})
        for rarities, spellings in found:
            new = [one for one in rarities if one not in self.found]
            matches = {one: best_match(self._names[one], spellings) for one in new}
            self.found |= {one: match for one, match in matches.items() if match}
            self._rarities |= {one: rarities[one] for one in new}

    async def _read_names(self, records: Set[int]) -> None:
        """Read the names of these records at once: a read costs more than names."""
        missing = sorted(records - self._names.keys())
        for some in portions(missing, SHORT):
            of = {"resource": self._resource}
            rows = await self._reading.rows_of(list_names_of, "record", some, **of)
            for row in rows:
                self._names[row.record_id].append(row.name)

    async def find(self, typed: Sequence[str], quoted: Mapping[int, int]) -> None:
        """Add records with the words, then records with one whole word among them.

        ``quoted`` are tested, too.
        """
        begun = {word: Term((word,)) for word in self._totals}
        rarities = await self._named([*begun.values()])
        if len(rarities) >= FOUND:
            # The typed text may be the whole name of a record that is seldom quoted.
            of = self._reading, self._resource, [*begun]
            (rarest, *_) = await _totals(*of, whole=True)
            whole = Term((rarest,), whole=True), *_others(begun, rarest)
            rarities |= await self._named(whole)
        await self._match(({**rarities, **quoted}, [typed]))

    async def find_mistyped(self, typed: Sequence[str]) -> None:
        """Add records with a word that corrects one of the typed words."""
        known = set(self.found)
        begun = {word: Term((word,)) for word in self._totals}
        long = [word for word in begun if len(word) >= FEWEST_LETTERS]
        found = list[tuple[Mapping[int, int], Spellings]]()
        for word, similar in (await self._similar(long[:MISTYPED])).items():
            terms = Term(tuple(similar), whole=True), *_others(begun, word)
            spellings = [
                [right if one == word else one for one in typed] for right in similar
            ]
            found.append((await self._named(self._rarest(terms)), spellings))
        await self._match(*found)
        self._mistyped = set(self.found) - known

    def _rarest(self, terms: Sequence[Term]) -> Sequence[Term]:
        """Return the terms, a typed word that begins few names in front."""
        similar, *others = terms
        if others and self._totals[others[0].words[0]] < LOOKED_AT:
            return [*others, similar]
        return terms

    async def _similar(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return the corrections of words; leave out words without any."""
        if not words:
            return {}
        deletions = [typed_deletions(word) for word in words]
        bound = {f"deletion{at}": given for at, given in enumerate(deletions)}
        of = {"counts": tuple(map(len, deletions)), "limit": SIMILAR_LOOKED_AT}
        rows = await self._reading.rows(
            list_similar_words, named(bound), resource=self._resource, **of
        )
        near = defaultdict[int, set[str]](set)
        for row in rows:
            near[row.place].add(row.word)
        corrections = {
            word: similar_words(word, near[place]) for place, word in enumerate(words)
        }
        return {word: similar for word, similar in corrections.items() if similar}

    async def _named(self, terms: Sequence[Term]) -> dict[int, int]:
        """Return the rarities of the records with a name that has all terms."""
        words = {f"word{place}": one.words for place, one in enumerate(terms)}
        bits = {f"bits{place}": one.bits for place, one in enumerate(terms) if place}
        lengths = {f"length{at}": [len(one.words[0])] for at, one in enumerate(terms)}
        first = terms[0].words[0]
        indexed = indexed_beginning(first)
        bound = {**named({**words, **bits, **lengths}), "beginning": indexed}
        shape = NamedShape(tuple(one.count for one in terms))
        if not terms[0].whole:
            shape = shape._replace(indexed=len(indexed), is_longer=first != indexed)
        rows = await self._reading.rows(
            list_named,
            bound,
            resource=self._resource,
            shape=shape,
            limit=FOUND,
        )
        return {row.record_id: row.rarity for row in rows}


def _others(terms: Mapping[str, Term], word: str) -> Sequence[Term]:
    """Return the terms of the other words."""
    return [term for one, term in terms.items() if one != word]


async def _totals(
    reading: Reading, resource: str, words: Sequence[str], *, whole: bool = False
) -> Mapping[str, int]:
    """Count the names that each word begins; the rarest is first, then the longest.

    With ``whole``, names that have the complete words are counted. A single word is not
    counted.
    """
    longest = sorted(words, key=len, reverse=True)
    if not longest[1:]:
        return dict.fromkeys(longest, 0)
    bound = named({"word": longest, "end": [word + LAST for word in longest]})
    of = {"resource": resource, "count": len(longest), "whole": whole}
    rows = await reading.rows(count_begun, bound, **of)
    totals = {longest[row.place]: row.total for row in rows}
    return {word: totals[word] for word in sorted(longest, key=totals.__getitem__)}


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
