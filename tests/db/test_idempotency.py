"""Stored responses; ``tests/api`` tests the requests that use them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.commands.idempotency import (
    MAX_REMOVED,
    KeyedRequest,
    erase_responses,
    find_response,
    remove_expired,
    store_response,
)
from db.engine.session import Context, Write, make_session_factory, write_transaction
from db.errors import KeyInUseError, KeyReusedError, ResponseErasedError
from db.models import Idempotency
from tests.keys import ANALYSTS

SENT = KeyedRequest("k", "POST", "/tags", "0" * 64)
OTHER_ANALYST = ANALYSTS["editor"]
HOUR = timedelta(hours=1)


def keep(write: Write, request: KeyedRequest = SENT) -> None:
    headers = {"location": "/tags/1"}
    store_response(write, request, status=201, headers=headers, body=b'{"id":1}')


def after(write: Write, time: timedelta) -> Write:
    return replace(write, now=write.now + time)


def keys(write: Write) -> set[str]:
    return set(write.session.scalars(select(Idempotency.key)))


class TestFindResponse:
    def test_returns_none_for_a_new_key(self, write: Write) -> None:
        assert find_response(write, SENT) is None

    def test_returns_the_stored_response(self, write: Write) -> None:
        keep(write)

        kept = find_response(write, SENT)

        assert kept is not None
        assert (kept.status, kept.headers) == (201, {"location": "/tags/1"})
        assert kept.body == b'{"id":1}'

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"method": "PATCH"}, "to another address"),
            ({"path": "/tags?reason=x"}, "to another address"),
            ({"path": "/tags/1"}, "to another address"),
            ({"body_sha256": "1" * 64}, "with another body"),
        ],
    )
    def test_refuses_another_request_with_the_same_key(
        self, write: Write, changed: dict[str, str], words: str
    ) -> None:
        keep(write)

        with pytest.raises(KeyReusedError, match=words):
            find_response(write, replace(SENT, **changed))

    @pytest.mark.parametrize("key", ["K", "k ", "", "kk"])
    def test_compares_keys_exactly(self, write: Write, key: str) -> None:
        keep(write)

        assert find_response(write, replace(SENT, key=key)) is None

    def test_keys_belong_to_one_analyst(self, write: Write) -> None:
        other = replace(write, context=Context(analyst_id=OTHER_ANALYST))
        keep(write)

        found = find_response(other, replace(SENT, body_sha256="1" * 64))
        keep(other)

        assert found is None
        assert write.session.scalars(select(Idempotency.analyst_id)).all() == [
            1,
            OTHER_ANALYST,
        ]

    def test_removes_an_expired_response(self, write: Write) -> None:
        keep(write)

        before, then = (after(write, 72 * HOUR + part) for part in (-HOUR, 0 * HOUR))

        assert find_response(before, SENT)
        assert find_response(then, SENT) is None
        assert keys(write) == set()


class TestKeepResponse:
    def test_removes_a_bounded_number_of_expired_responses(self, write: Write) -> None:
        for number in range(MAX_REMOVED + 3):
            old = after(write, timedelta(seconds=number))
            keep(old, replace(SENT, key=f"old {number}"))
        keep(after(write, HOUR), replace(SENT, key="live"))

        keep(after(write, 72.5 * HOUR), replace(SENT, key="new"))

        last = {f"old {MAX_REMOVED + number}" for number in range(3)}
        assert keys(write) == {*last, "live", "new"}

    def test_creates_no_audit_entry(self, write: Write) -> None:
        keep(write)

        assert write.changes == []


class TestRemoveExpired:
    def test_removes_a_limited_number_and_no_live_response(self, write: Write) -> None:
        for number in range(3):
            keep(
                after(write, timedelta(seconds=number)), replace(SENT, key=f"{number}")
            )
        then = after(write, timedelta(hours=72, seconds=1))

        removed = [remove_expired(then, limit=1) for _ in range(3)]

        assert removed == [1, 1, 0]
        assert keys(write) == {"2"}


class TestEraseResponses:
    @pytest.mark.parametrize(
        "changed", [{}, {"method": "PATCH"}, {"path": "/x"}, {"body_sha256": "1" * 64}]
    )
    def test_keeps_only_that_the_request_was_executed(
        self, write: Write, changed: dict[str, str]
    ) -> None:
        sent = replace(SENT, body_sha256="2" * 64)
        keep(write, sent)

        for _ in range(2):
            erase_responses(write)

        write.session.expire_all()
        kept = write.session.scalars(select(Idempotency)).one()
        assert (kept.path, kept.headers, kept.body) == ("", {}, b"")
        assert kept.body_sha256 == "0" * 64
        with pytest.raises(ResponseErasedError):
            find_response(write, replace(sent, **changed))
        assert find_response(write, replace(SENT, key="other")) is None


class TestTransactions:
    """Two at once, which really commit."""

    def test_only_one_of_two_requests_with_a_key_is_executed(
        self, emptied: Engine
    ) -> None:
        asked = while_open(emptied, once, once)

        if emptied.dialect.name == "postgresql":
            assert isinstance(asked, KeyInUseError)
        else:  # it waited for its turn
            assert asked == "replayed"

    def test_a_failed_transaction_releases_its_key(self, emptied: Engine) -> None:
        def fail(write: Write) -> None:
            once(write)
            message = "no"
            raise RuntimeError(message)

        with pytest.raises(RuntimeError):
            do(emptied, fail)

        assert do(emptied, once) == "done"
        assert do(emptied, once) == "replayed"

    def test_do_not_wait_for_the_removal_of_expired_responses(
        self, emptied: Engine
    ) -> None:
        do(emptied, lambda write: keep(after(write, -80 * HOUR)))

        def keep_as(key: str) -> Callable[[Write], None]:
            return lambda write: keep(write, replace(SENT, key=key))

        assert while_open(emptied, keep_as("a"), keep_as("b")) is None
        assert do(emptied, keys) == {"a", "b"}


def once(write: Write) -> str:
    if find_response(write, SENT):
        return "replayed"
    keep(write)
    return "done"


def do(engine: Engine, work: Callable[[Write], Any]) -> Any:
    with write_transaction(make_session_factory(engine)) as write:
        return work(write)


def while_open(
    engine: Engine, first: Callable[[Write], Any], second: Callable[[Write], Any]
) -> Any:
    """Do ``second`` while ``first`` is not yet committed; return its result.

    SQLite lets it begin only afterwards.
    """
    begun = Event()

    def do_second() -> Any:
        begun.set()
        try:
            return do(engine, second)
        except KeyInUseError as error:
            return error

    sessions = make_session_factory(engine)
    with ThreadPoolExecutor(1) as pool:
        with write_transaction(sessions) as write:
            first(write)
            future = pool.submit(do_second)
            begun.wait(5)
            if engine.dialect.name == "postgresql":
                return future.result(5)
            sleep(0.1)  # time enough to go wrong
        return future.result(5)
