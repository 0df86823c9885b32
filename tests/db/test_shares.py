"""Requests of several callers that are executed together."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.commands.tags import make_tag
from db.engine.session import Context, Write
from db.engine.session.joining import PreparedRead
from db.engine.writer import Share, Writer, make_writer
from db.engine.writer.shares import any_wait
from db.errors import InvalidError
from db.models import Change, Tag
from db.queries.tags import find_tags
from db.values.viewer import LOCAL_VIEWER, READER, Viewer

Parts = Sequence[tuple[Write, str]]
NAMES = [f"tag {number}" for number in range(8)]


@pytest.fixture
def writer(emptied: Engine) -> Iterator[Writer]:
    writer = make_writer(emptied)
    yield writer
    writer.close()


class Tagging:
    """Makes a tag for each caller, slowly, and notes for whom at once."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []

    def __call__(self, write: Write, parts: Parts) -> list[str | Exception]:
        assert all(part.viewer == write.viewer for part, _ in parts)
        self.groups.append([name for _, name in parts])
        sleep(0.2)
        return [self._made(part, name) for part, name in parts]

    def _made(self, part: Write, name: str) -> str | Exception:
        if name == "refused":
            return InvalidError("no")
        if name == "broken":
            message = "broken"
            raise ValueError(message)
        return make_tag(part, name=name).name


def admitted(_: Write) -> None:
    """Admit every caller."""


def refuse(_: object) -> None:
    message = "not any more"
    raise PermissionError(message)


def at_once(
    writer: Writer, work: Tagging, names: Sequence[str], *, viewer: Viewer | None = None
) -> list[Any]:
    """Return the outcomes of callers who all ask in the same moment."""

    async def run() -> list[Any]:
        seen = [viewer if viewer and n % 2 else LOCAL_VIEWER for n in range(len(names))]
        waiting = (
            writer.run(
                Share(work, name, refuse if name == "late" else admitted),
                Context(request_id=f"request of {name}", viewer=one),
            )
            for name, one in zip(names, seen, strict=True)
        )
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(run())


def stored(engine: Engine) -> dict[str, str | None]:
    """Return the tags by their names, each with the request of its audit entry."""
    logged = select(Tag.name, Change.request_id).join(
        Change, (Change.record_id == Tag.id) & (Change.resource == "tag")
    )
    with engine.connect() as connection:
        return {row.name: row.request_id for row in connection.execute(logged)}


def test_waiting_requests_are_executed_together(
    writer: Writer, emptied: Engine
) -> None:
    work = Tagging()

    outcomes = at_once(writer, work, NAMES)

    assert outcomes == NAMES
    assert len(work.groups) <= 2
    assert stored(emptied) == {name: f"request of {name}" for name in NAMES}


def test_a_refused_request_does_not_affect_the_others(
    writer: Writer, emptied: Engine
) -> None:
    names = [*NAMES, "refused", "late"]

    *outcomes, refused, late = at_once(writer, Tagging(), names)

    assert outcomes == NAMES
    assert isinstance(refused, InvalidError)
    assert isinstance(late, PermissionError)
    assert stored(emptied).keys() == set(NAMES)


def test_first_reads_are_made_for_those_who_still_wait(
    writer: Writer, emptied: Engine
) -> None:
    asked = list[list[str]]()

    def reads(names: Sequence[str], viewer: Viewer) -> Sequence[PreparedRead]:
        asked.append([*names])
        return [(find_tags(count=1, viewer=viewer), {"key__0": names[0]})]

    def work(check: Callable[[], None]) -> Any:
        share = Share(Tagging(), "a", admitted, first_reads=reads, check_wait=check)
        return asyncio.run(writer.run(share, Context()))

    with pytest.raises(PermissionError):
        work(partial(refuse, None))
    assert not asked

    assert work(any_wait) == "a"
    assert asked == [["a"]]
    assert stored(emptied) == {"a": None}


def test_a_failed_group_is_executed_one_by_one(writer: Writer, emptied: Engine) -> None:
    work, names = Tagging(), [*NAMES[:3], "broken", NAMES[3]]

    outcomes = at_once(writer, work, names)

    assert [one for one in outcomes if isinstance(one, str)] == NAMES[:4]
    assert isinstance(outcomes[3], ValueError)
    assert stored(emptied) == {name: f"request of {name}" for name in NAMES[:4]}
    assert ["broken"] in work.groups


def test_requests_of_different_viewers_are_in_separate_groups(
    writer: Writer, emptied: Engine
) -> None:
    work = Tagging()

    outcomes = at_once(writer, work, NAMES, viewer=READER)

    assert outcomes == NAMES
    assert stored(emptied).keys() == set(NAMES)
    own, other = set(NAMES[::2]), set(NAMES[1::2])
    assert all({*group} <= own or {*group} <= other for group in work.groups)
