"""The checks: rules between rows, and the history."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.cli.output import progress
from api.cli.verify.reporting import TOTAL, Violation
from db.engine.prepared import Prepared
from db.engine.reader import Reader
from db.history.chain import Chain, altered_records, check_chain, unlogged_records
from db.queries.indexed_words import WordsRow
from db.queries.snapshots import LOGGED
from db.queries.verify import CHECKS, COMPUTED, MAX_VIOLATIONS, Check, ComputedCheck
from db.queries.verify.addresses import AddressRow
from db.reads.reading import Reading
from db.values.viewer import LOCAL_VIEWER

ALL_CHECKS: Mapping[str, Check | ComputedCheck] = {**CHECKS, **COMPUTED}
CHAINED = "The hash of an audit entry follows from it and from the entry before."
CONTENT = "The content of an audit entry is unchanged, or redacted."
AS_LEFT = "It is as its newest audit entry left it, and was so before each change."
COVERED = "The seal is the hash of an entry: no entry that it covers has changed."
ENTERED = "Each record has an audit entry: `onrecord seal` adds the missing ones."
Broken = tuple[str, str, Sequence[int]]  # the name of a check, its sentence, and ids


@dataclass(frozen=True)
class Found:
    """The violations, and how many audit entries there are and a seal covers."""

    violations: Sequence[Violation]
    entries: int
    sealed: int | None


async def find_violations(reader: Reader) -> Sequence[Violation]:
    """Return the violated rules, each with the ids of violating records."""
    return (await check(reader)).violations


async def check(reader: Reader, *, since: str | None = None) -> Found:
    """Return the violations in the records and their history.

    With the hash ``since`` of a seal, check that all entries it covers are present.
    """
    found: list[Broken] = []
    reading = Reading(reader, LOCAL_VIEWER)
    with progress("checks", total=TOTAL) as done:
        async for broken in _rules(reader):
            found.append(broken)
            done(len(found))
        chain = await check_chain(reading, since=since)
        found += _of_chain(chain)
        async for broken in _states(reading):
            found.append(broken)
            done(len(found))
    violations = [_violation(*one) for one in found if one[2]]
    if since is not None:
        violations += await _since(reading, chain)
    return Found(violations, chain.entries, chain.until)


async def _rules(reader: Reader) -> AsyncIterator[Broken]:
    for name, one in ALL_CHECKS.items():
        yield name, one.sentence, await _broken(reader, one)


async def _broken(reader: Reader, check: Check | ComputedCheck) -> list[int]:
    """Return the ids of records that violate a rule, up to ``MAX_VIOLATIONS``."""
    if isinstance(check, Check):
        return [one.id for one in await reader.scan(check.builder(viewer=LOCAL_VIEWER))]
    found, last = list[int](), 0
    while rows := await _rows_after(reader, check, last):
        found += [row.id for row in rows if row.is_violation]
        if check.resource is None:
            break
        last = rows[-1].id
    return found


async def _rows_after(
    reader: Reader, check: ComputedCheck, last: int
) -> Sequence[AddressRow | WordsRow]:
    """Return the rows of a check, or the next portion of them."""
    of = {"resource": check.resource} if check.resource else {}
    read: Prepared[Any] = check.rows(viewer=LOCAL_VIEWER, **of)
    return await reader.scan(read, after=last)


def _of_chain(chain: Chain) -> Sequence[Broken]:
    return [
        ("change.chain", CHAINED, chain.unlinked),
        ("change.content", CONTENT, chain.altered),
    ]


async def _states(reading: Reading) -> AsyncIterator[Broken]:
    for resource in LOGGED:
        broken = await altered_records(reading, resource)
        yield f"{resource}.state", AS_LEFT, broken


async def _since(reading: Reading, chain: Chain) -> list[Violation]:
    """Return the violations of a seal: it covers no entry, or records lack entries."""
    found = [] if chain.until is not None else [_violation("seal", COVERED, [])]
    unlogged = {each: await unlogged_records(reading, each) for each in LOGGED}
    return found + [
        _violation(f"{resource}.entry", ENTERED, ids)
        for resource, ids in unlogged.items()
        if ids
    ]


def _violation(name: str, sentence: str, ids: Sequence[int]) -> Violation:
    shown, more = ids[:MAX_VIOLATIONS], len(ids) >= MAX_VIOLATIONS
    return {"check": name, "sentence": sentence, "ids": list(shown), "more": more}
