"""Batches of claims that are stored or refused one by one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.commands.claims.context import ArticleContext
from db.commands.claims.entries import Articles, Entry, known_to_entries
from db.commands.claims.making import ClaimSpec, NewClaim, new_claim
from db.commands.claims.recording import record_at_once
from db.commands.claims.storing import store_claims
from db.commands.new_records import NotStoredError
from db.engine.session import Match, Write
from db.errors import DataError, RequestPath


def record_each(
    write: Write, entries: Mapping[int, Entry]
) -> Mapping[int, NewClaim | DataError]:
    """Store the valid claims; return them, and the errors of the others.

    Both are keyed by the index of the claim in its request.
    """
    each = EachClaim(write, list(entries.values()))
    for number, entry in entries.items():
        each.record(write, number, entry, at=("claims", number))
    each.store()
    return each.results


def record_for_each(
    write: Write, parts: Sequence[tuple[Write, Entry]]
) -> list[NewClaim | DataError]:
    """Store the claims of several callers; return the claim or the error of each."""
    each = EachClaim(write, [entry for _, entry in parts])
    for number, (part, entry) in enumerate(parts):
        each.record(part, number, entry)
    each.store()
    return [each.results[number] for number in range(len(parts))]


class Waiting(NamedTuple):
    """A claim that is not stored yet, its path in the request, and its matches."""

    new: NewClaim
    at: RequestPath
    matches: Sequence[Match]
    describes: bool  # new records


class EachClaim:
    """Stores or refuses the claims of a batch one by one.

    Claims are stored together, with the new records that they describe. A claim that
    changes a stored record, or needs one before, is stored alone, so that these changes
    can be rolled back if it is refused.
    """

    def __init__(self, write: Write, entries: Sequence[Entry]) -> None:
        self._known = known_to_entries(write, entries)
        self._articles = Articles(self._known, entries)
        self._waiting: dict[int, Waiting] = {}
        self.results: dict[int, NewClaim | DataError] = {}

    def record(
        self, write: Write, number: int, entry: Entry, *, at: RequestPath = ()
    ) -> None:
        """Store a claim now or with the next ones, or add the error that it causes."""
        try:
            article = self._articles.of(entry)
            try:
                self._waiting[number] = self._made(write, article, entry.claim, at=at)
            except NotStoredError:
                self.store()
                self.results[number] = self._alone(write, article, entry.claim, at=at)
        except DataError as error:
            self.results[number] = error

    def store(self) -> None:
        """Store the pending claims."""
        while refused := store_claims(self._known, self._new()):
            self._refuse(refused)
        for number, one in self._waiting.items():
            self.results[number] = one.new
            one.new.write.matches.extend(one.matches)
        self._waiting.clear()

    def _refuse(self, refused: Mapping[int, DataError]) -> None:
        """Add the errors of pending claims by their place."""
        numbers = list(self._waiting)
        self.results |= {numbers[place]: error for place, error in refused.items()}
        gone = [self._waiting.pop(numbers[place]) for place in refused]
        if any(one.describes for one in gone):
            self._store_again()

    def _new(self) -> list[NewClaim]:
        return [one.new for one in self._waiting.values()]

    def _store_again(self) -> None:
        """Store the pending claims one by one: they may refer to records of others."""
        self._known.forget_new()
        waiting, self._waiting = self._waiting, {}
        for number, one in waiting.items():
            self._record_again(number, one)

    def _record_again(self, number: int, one: Waiting) -> None:
        write, article, spec = one.new.write, one.new.article, one.new.spec
        try:
            self.results[number] = self._alone(write, article, spec, at=one.at)
        except DataError as error:
            self.results[number] = error

    def _alone(
        self, write: Write, article: ArticleContext, spec: ClaimSpec, *, at: RequestPath
    ) -> NewClaim:
        with write.match_prefix(*at), write.savepoint():
            recorded = record_at_once(write, article, spec)
        self._known.called.forget()
        self._known.read_tags(spec.tags)
        return recorded

    def _made(
        self, write: Write, article: ArticleContext, spec: ClaimSpec, *, at: RequestPath
    ) -> Waiting:
        known = self._known.of(write)
        made, matched = len(known.new), len(write.matches)
        with write.match_prefix(*at):
            claim = new_claim(known, article, spec)
        matches = write.matches[matched:]
        del write.matches[matched:]
        new = NewClaim(claim, article, spec, write, known.names)
        return Waiting(new, at, matches, describes=len(known.new) > made)
