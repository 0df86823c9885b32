"""Batches of claims that are stored or refused one by one."""

from collections.abc import Mapping, Sequence

from db.commands.claims.context import ArticleContext
from db.commands.claims.entries import Articles, Entry
from db.commands.claims.making import ClaimSpec, NewClaim, new_claim
from db.commands.claims.recording import known_to, record_claim
from db.commands.claims.storing import store_claims
from db.commands.known_records import KnownRecords
from db.engine.session import Write
from db.errors import DataError
from db.models import Claim


def record_each(
    write: Write, entries: Mapping[int, Entry]
) -> Mapping[int, NewClaim | DataError]:
    """Store the valid claims; return them, and the errors of the others.

    Both are keyed by the index of the claim in its request.
    """
    each = EachClaim(write, list(entries.values()))
    for number, entry in entries.items():
        with write.match_prefix("claims", number):
            each.record(write, number, entry)
    each.store()
    write.matches[:] = [
        match
        for match in write.matches
        if isinstance(each.results[int(match.path[1])], NewClaim)
    ]
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


class ChangedOthersError(Exception):
    """A claim would create or change other records."""


class EachClaim:
    """Stores or refuses the claims of a batch one by one.

    Claims that create no other record are stored together. A claim that creates one is
    stored alone, so that its records can be rolled back if it is refused.
    """

    def __init__(self, write: Write, entries: Sequence[Entry]) -> None:
        self._known = known_to(write, [entry.claim for entry in entries])
        self._articles = Articles(write, entries)
        self._waiting: dict[int, NewClaim] = {}
        self._is_alone = False
        self.results: dict[int, NewClaim | DataError] = {}

    def record(self, write: Write, number: int, entry: Entry) -> None:
        """Store a claim now or with the next ones, or add the error that it causes."""
        try:
            article = self._articles.of(entry)
            if claim := self._made(write, article, entry.claim):
                self._waiting[number] = NewClaim(claim, article, entry.claim, write)
            else:
                self.store()
                self.results[number] = self._alone(write, article, entry.claim)
        except DataError as error:
            self.results[number] = error

    def store(self) -> None:
        """Store the pending claims."""
        numbers = list(self._waiting)
        while refused := store_claims(self._known, list(self._waiting.values())):
            for place, error in refused.items():
                number = numbers[place]
                self.results[number] = error
                del self._waiting[number]
            numbers = list(self._waiting)
        self.results |= self._waiting
        self._waiting.clear()

    def _alone(
        self, write: Write, article: ArticleContext, spec: ClaimSpec
    ) -> NewClaim:
        before = len(write.changes)
        with write.savepoint():
            recorded = record_claim(write, article, spec)
        self._is_alone = len(write.changes) > before + 1
        self._known.read_tags(spec.tags)
        return recorded

    def _made(
        self, write: Write, article: ArticleContext, spec: ClaimSpec
    ) -> Claim | None:
        """Return a new claim, or None if it changes other records.

        Such changes are rolled back. If the last claim made some, it is not tried: in
        many batches each claim has a new source.
        """
        known = self._known.of(write)
        if not describes(known, spec):
            return new_claim(known, article, spec)
        if self._is_alone:
            return None
        before = len(write.changes)
        try:
            with write.savepoint():
                claim = new_claim(known.copy(), article, spec)
                if len(write.changes) > before:
                    raise ChangedOthersError
        except ChangedOthersError:
            return None
        return claim


def describes(known: KnownRecords, spec: ClaimSpec) -> bool:
    """Return whether a claim may create sources, tags or facts."""
    return (
        any(step.source for step in spec.attribution)
        or any(one.get("source") for one in spec.subjects)
        or any(one.get("fact") for one in spec.stances)
        or not known.has_tags(spec.tags)
    )
