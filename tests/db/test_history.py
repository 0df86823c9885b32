from itertools import pairwise
from typing import Any

import pytest

from db.commands.tags import make_tag, restore_tag, revise_tag, withdraw_tag
from db.engine.session import Context, SessionFactory, Write, write_transaction
from db.queries.changes import list_feed, list_history
from db.values.viewer import LOCAL_VIEWER, READER
from tests.factories import make_source


@pytest.fixture
def tag_id(sessions: SessionFactory, noise: None) -> int:  # noqa: ARG001 - before the tag
    """A tag that was made, renamed, withdrawn and brought back, with noise between."""
    with write_transaction(sessions, Context(reason="new")) as write:
        tag_id = make_tag(write, name="war").id
        make_source(write)
    with write_transaction(sessions, Context(reason="wrong")) as write:
        revise_tag(write, tag_id, version=1, name="peace")
    with write_transaction(sessions) as write:
        make_source(write)
        withdraw_tag(write, tag_id, version=2)
        restore_tag(write, tag_id, version=3)
    return tag_id


def history(write: Write, tag_id: int, **shape: Any) -> list[Any]:
    read = list_history(
        **{"resource": "tag", "limit": 9, "viewer": LOCAL_VIEWER} | shape
    )
    return list(write.rows(read, record=tag_id))


def feed(write: Write, after: int, **shape: Any) -> list[Any]:
    read = list_feed(**{"limit": 99, "viewer": LOCAL_VIEWER} | shape)
    return list(write.rows(read, after=after))


def is_tag(line: Any) -> bool:
    return bool(line.resource == "tag")


def test_history_lists_each_change_with_both_states(write: Write, tag_id: int) -> None:
    lines = history(write, tag_id)

    assert [(line.action, line.version, line.reason) for line in lines] == [
        ("restore", 4, None),
        ("withdraw", 3, None),
        ("update", 2, "wrong"),
        ("create", 1, "new"),
    ]
    assert [line.before and line.before["name"] for line in lines] == [
        "peace",
        "peace",
        "war",
        None,
    ]
    assert lines[0].after is None  # what is stored now
    for newer, older in pairwise(lines):
        assert older.after == newer.before
    assert {(line.analyst_id, line.analyst_name) for line in lines} == {(1, "local")}


@pytest.mark.usefixtures("tag_id")
def test_feed_lists_all_changes_in_order(write: Write) -> None:
    lines = feed(write, 0)

    assert [(line.action, line.resource) for line in lines] == [
        ("create", "tag"),
        ("create", "source"),
        ("update", "tag"),
        ("create", "source"),
        ("withdraw", "tag"),
        ("restore", "tag"),
    ]
    assert [line.id for line in lines] == sorted(line.id for line in lines)
    made = [line.after and line.after["name"] for line in lines if is_tag(line)]
    assert made == ["war", "peace", "peace", None]


@pytest.mark.usefixtures("tag_id")
def test_feed_continues_after_a_change(write: Write) -> None:
    all_lines = feed(write, 0)

    assert feed(write, all_lines[3].id) == all_lines[4:]
    assert feed(write, all_lines[-1].id) == []


def test_history_and_feed_hide_changes_of_restricted_records(
    sessions: SessionFactory, write: Write, tag_id: int
) -> None:
    with write_transaction(sessions) as later:
        revise_tag(later, tag_id, version=4, visibility="restricted")

    assert history(write, tag_id, viewer=READER) == []
    assert {line.resource for line in feed(write, 0, viewer=READER)} == {"source"}
    assert len(history(write, tag_id)) == 5
