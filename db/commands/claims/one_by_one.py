"""Batches of claims that are stored or refused one by one."""

from collections.abc import Mapping

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
    known = known_to(write, [one.claim for one in entries.values()])
    each = EachClaim(known, Articles(write, entries.values()))
    for number, entry in entries.items():
        each.record(number, entry)
    each.store()
    write.matches[:] = [
        match
        for match in write.matches
        if isinstance(each.results[int(match.path[1])], NewClaim)
    ]
    return each.results


class ChangedOthersError(Exception):
    """A claim would create or change other records."""


class EachClaim:
    """Stores or refuses the claims of a batch one by one.

    Claims that create no other record are stored together. A claim that creates one is
    stored alone, so that its records can be rolled back if it is refused.
    """

    def __init__(self, known: KnownRecords, articles: Articles) -> None:
        self._write, self._known, self._articles = known.write, known, articles
        self._waiting: dict[int, NewClaim] = {}
        self._is_alone = False
        self.results: dict[int, NewClaim | DataError] = {}

    def record(self, number: int, entry: Entry) -> None:
        """Store a claim now or with the next ones, or add the error that it causes."""
        try:
            with self._write.match_prefix("claims", number):
                article = self._articles.of(entry)
                if claim := self._made(article, entry.claim):
                    self._waiting[number] = NewClaim(claim, article)
                else:
                    self.store()
                    self.results[number] = self._alone(article, entry.claim)
        except DataError as error:
            self.results[number] = error

    def store(self) -> None:
        """Store the pending claims."""
        numbers = list(self._waiting)
        while refused := store_claims(
            self._known, [one.claim for one in self._waiting.values()]
        ):
            for place, error in refused.items():
                number = numbers[place]
                self.results[number] = error
                del self._waiting[number]
            numbers = list(self._waiting)
        self.results |= self._waiting
        self._waiting.clear()

    def _alone(self, article: ArticleContext, spec: ClaimSpec) -> NewClaim:
        before = len(self._write.changes)
        with self._write.savepoint():
            recorded = record_claim(self._write, article, spec)
        self._is_alone = len(self._write.changes) > before + 1
        self._known.read_tags(spec.tags)
        return recorded

    def _made(self, article: ArticleContext, spec: ClaimSpec) -> Claim | None:
        """Return a new claim, or None if it changes other records.

        Such changes are rolled back. If the last claim made some, it is not tried: in
        many batches each claim has a new source.
        """
        if not describes(self._known, spec):
            return new_claim(self._known, article, spec)
        if self._is_alone:
            return None
        before = len(self._write.changes)
        try:
            with self._write.savepoint():
                claim = new_claim(self._known.copy(), article, spec)
                if len(self._write.changes) > before:
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
