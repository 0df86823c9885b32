"""Large forms are read, validated and shown in threads, not on the event loop."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from fastapi import Response
from fastapi.testclient import TestClient

from api.http.strict_requests import SHORT_BODY
from api.pages.import_files import ClaimFile
from api.schemas.articles import ArticleIn
from api.server.admission import InFlightLimit
from api.server.long_work import LongWork
from tests.api.pages.signing_in import browser_of, send

T = TypeVar("T")


class NotingWork(LongWork):
    """The real threads, with a list of what they made of large bodies."""

    def __init__(self, limit: InFlightLimit) -> None:
        super().__init__(limit)
        self.made: list[Any] = []

    async def read(self, work: Callable[[], T]) -> T:
        value = await super().read(work)
        self.made.append(value)
        return value

    @property
    def types(self) -> list[type]:
        return [type(one) for one in self.made]


@pytest.fixture
def threads(client: TestClient) -> Iterator[NotingWork]:
    state: Any = client.app.state  # type: ignore[attr-defined]  # of the application
    usual = state.long_work
    state.long_work = noting = NotingWork(usual.limit)
    yield noting
    state.long_work = usual
    noting.close()


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    return browser_of(client, "analyst")


class TestLargeForm:
    @pytest.mark.parametrize(("size", "types"), [(1, []), (SHORT_BODY, [dict])])
    def test_is_read_in_a_thread(
        self, browser: TestClient, threads: NotingWork, size: int, types: list[type]
    ) -> None:
        answer = send(browser, "/views", name="a", kind="claim", query="%" * size)

        assert answer.status_code == 422
        assert threads.types == types

    def test_of_an_article_is_validated_in_a_thread(
        self, browser: TestClient, threads: NotingWork
    ) -> None:
        answer = send(browser, "/articles/new", title="A", text="It rained. " * 10_000)

        assert answer.status_code == 303
        assert threads.types == [dict, ArticleIn, tuple]  # and the text is prepared

    def test_that_is_refused_is_shown_by_a_thread(
        self, browser: TestClient, threads: NotingWork
    ) -> None:
        given = {"title": "A", "url": "nowhere", "text": '"' * SHORT_BODY}

        answer = send(browser, "/articles/new", **given)

        assert answer.status_code == 422
        assert threads.types == [dict, Response]

    def test_of_claims_is_previewed_by_threads(
        self, browser: TestClient, threads: NotingWork
    ) -> None:
        """Most of two megabytes can be empty lines, before one claim."""
        answer = send(browser, "/data/import", text="\n" * SHORT_BODY + "{}")

        assert answer.status_code == 200
        assert threads.types == [dict, ClaimFile, Response]
        assert threads.made[1].lines == "\n" * SHORT_BODY + "{}"
