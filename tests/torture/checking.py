"""Checks of the database after writers were disturbed."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.api.bodies import API
from tests.torture.client import Answer
from tests.torture.stored import Line, Stored
from tests.torture.writers import Sent
from tests.torture.writes import State, Write

Read = Callable[[str], Answer | None]


@dataclass(frozen=True)
class Finding:
    """A violation of a guarantee."""

    kind: str  # lost, doubled, half, line, refused, vague, broken
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def check_stored(sent: Sequence[Sent], stored: Stored) -> Iterator[Finding]:
    """Find writes that are not there whole and once, each with its lines.

    One that is not answered may be stored completely, or not at all.
    """
    for one in sent:
        if one.refusal:
            said = f"{one.refusal.status} {one.refusal.body[:500]!r}"
            yield Finding("refused", f"{_named(one.write)} with {said}")
        elif one.answer or _is_begun(one.write, stored):
            yield from _check(one, stored)


def check_state(state: State, read: Read) -> Iterator[Finding]:
    """Find records that differ from their responses."""
    for path, expected in state.items():
        answer = read(f"{API}{path}")
        if answer is None or answer.status not in {200, 404, 410}:
            yield Finding("refused", f"{path} cannot be read: {answer}")
        elif expected is None:
            if answer.status == 200:
                yield Finding("lost", f"{path} was withdrawn and is there")
        elif answer.status in {404, 410}:
            yield Finding("lost", f"{path} is not there")
        elif differing := sorted(_differing(expected, answer.json)):
            yield Finding("half", f"{path} is another in {', '.join(differing)}")


def _check(sent: Sent, stored: Stored) -> Iterator[Finding]:
    write = sent.write
    lines, rows = stored.lines.get(write.marker, []), stored.rows[write.marker]
    counted = Counter((line.resource, line.action) for line in lines)
    keys = stored.keys[write.marker]
    named = _named(write)
    if not (counted or rows or keys):
        yield Finding("lost", named)
    elif counted > write.lines or rows > write.rows or _is_twice(lines):
        yield Finding("doubled", f"{named}: {dict(counted)} lines, {dict(rows)} rows")
    elif rows != write.rows:
        yield Finding("half", f"{named}: {dict(rows)} rows of {dict(write.rows)}")
    elif counted != write.lines:
        yield Finding("line", f"{named}: {dict(counted)} lines of {dict(write.lines)}")
    elif not _are_of_its_request(lines, sent):
        yield Finding("line", f"{named} has lines of another request")
    elif keys != 1:
        yield Finding("half", f"{named} has {keys} kept answers")


def _is_begun(write: Write, stored: Stored) -> bool:
    marker = write.marker
    return any((stored.lines.get(marker), stored.rows[marker], stored.keys[marker]))


def _are_of_its_request(lines: Sequence[Line], sent: Sent) -> bool:
    """Return whether all are of one request: if it is known, the answered one."""
    ids = {line.request_id for line in lines}
    if sent.answer and not sent.was_done_unseen:
        return ids == {sent.answer.headers["x-request-id"]}
    return len(ids) == 1 and None not in ids


def _is_twice(lines: Sequence[Line]) -> bool:
    """Return whether a record was written twice instead of once."""
    records = [(line.resource, line.record_id) for line in lines]
    return len(set(records)) < len(records)


def _differing(expected: Any, found: Any, name: str = "") -> Iterator[str]:
    """Name what of ``expected`` is not in ``found``, which may have more keys."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            yield from _differing(value, found.get(key), f"{name}.{key}".lstrip("."))
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield name
        for one, other in zip(expected, found, strict=False):
            yield from _differing(one, other, name)
    elif expected != found:
        yield name


def _named(write: Write) -> str:
    return f"{write.kind} {write.marker}"
