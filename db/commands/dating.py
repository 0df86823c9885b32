"""Checks of dates against each other and against the present."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Base, Claim
from db.queries.articles import find_articles
from db.queries.claims import list_said_since
from db.values.dates import (
    Interval,
    complete,
    is_later_than_tomorrow,
    lies_after,
    written,
)

PARTS = {"start": "from", "end": "to", "precision": "precision"}
LAST = timedelta(microseconds=1)
MAX_IDS_SHOWN = 10  # in an error message


def interval_of(row: Any, name: str) -> Interval:  # noqa: ANN401 - mapped, or a row
    """Return the fuzzy date ``name`` of a record."""
    return Interval(*_columns_of(name)(row))


@cache
def _columns_of(name: str) -> Callable[[Any], Iterable[Any]]:
    """Return a function that reads the columns of a fuzzy date; it is cached."""
    return attrgetter(*(f"{name}_{part}" for part in PARTS.values()))


def dates_in(columns: Iterable[str]) -> set[str]:
    """Return the names of fuzzy dates with an end or a precision among ``columns``."""
    return {
        name
        for column in columns
        for name, _, part in (column.rpartition("_"),)
        if part in PARTS.values()
    }


def complete_dates(record: Base, names: Iterable[str]) -> None:
    """Complete fuzzy dates that were set in part.

    Raise ``InvalidError`` if the result is not a date.
    """
    for name in names:
        try:
            date = complete(*interval_of(record, name), any_zone=True)
        except ValueError as error:
            raise InvalidError(str(error), name) from error
        for field, value in date._asdict().items():
            setattr(record, f"{name}_{PARTS[field]}", value)


def refuse_future(write: Write, at: datetime, name: str) -> None:
    """Raise ``InvalidError`` if ``at`` is in the future."""
    if at > write.now:
        message = (
            f"{name} lies in the future: send an instant that has passed, like "
            f"{write.now:%Y-%m-%dT%H:%MZ}."
        )
        raise InvalidError(message, name)


def refuse_later_than_tomorrow(write: Write, date: Interval, name: str) -> None:
    """Raise ``InvalidError`` if a date of publication is after tomorrow."""
    if is_later_than_tomorrow(date, write.now):
        message = (
            f"{name} is later than tomorrow: send the date that is printed, like "
            f'"{write.now:%Y-%m-%d}".'
        )
        raise InvalidError(message, name)


def refuse_said_later(write: Write, said: Interval, published: Interval) -> None:
    """Raise ``InvalidError`` if a claim was said after it was published."""
    hint = 'the time that a claim is about belongs in "about"'
    if lies_after(said, published):
        message = (
            f"said must not be after the article was published ({_shown(published)}): "
            f"send the date of the spoken words, like {_shown(published)}; {hint}."
        )
        raise InvalidError(message, "said")
    if is_later_than_tomorrow(said, write.now):
        message = (
            "said is later than tomorrow: send the date of the spoken words, like "
            f'"{write.now:%Y-%m-%d}"; {hint}.'
        )
        raise InvalidError(message, "said")


def refuse_restored_later(write: Write, claim: Claim) -> None:
    """Raise ``ConflictError`` if a withdrawn claim was said after its article."""
    find = find_articles(count=1, viewer=write.viewer)
    (article,) = write.rows(find, article__0=claim.article_id)
    published = interval_of(article, "published")
    if lies_after(interval_of(claim, "said"), published):
        message = (
            f"The article was published ({_shown(published)}) before this claim was "
            "said: correct the date of the article first."
        )
        raise ConflictError("article", claim.article_id, message)


def refuse_published_before(write: Write, article_id: int, published: Interval) -> None:
    """Raise ``InvalidError`` if claims were said after this date of their article."""
    if published.end is None:
        return
    since = list_said_since(viewer=write.viewer)
    rows = write.rows(since, article=article_id, since=published.end)
    later = [row.id for row in rows if lies_after(interval_of(row, "said"), published)]
    if later:
        message = (
            "Claims of this article would be said after it was published: "
            f"{_ids(later)}. Correct the dates of these claims first."
        )
        candidates = [{"resource": "claim", "id": claim_id} for claim_id in later]
        raise InvalidError(message, "published", candidates=candidates)


def _ids(ids: Sequence[int]) -> str:
    """Return the first of these ids as text, and how many more there are."""
    shown = ", ".join(map(str, ids[:MAX_IDS_SHOWN]))
    more = len(ids) - MAX_IDS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _shown(published: Interval) -> str:
    """Return the date of an article, or its last day, for an error message."""
    last = published.end and published.end - LAST
    return f'"{written(published) or f"{last:%Y-%m-%d}"}"'
