"""Lists and derived answers that a client asks for again and again."""

import sys
from collections.abc import Callable, Iterator
from subprocess import PIPE, Popen

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.http.polls import MAX_REMEMBERED, Polls, PollState
from db.values import clock
from db.values.viewer import ADMIN, READER
from tests.api.bodies import API, Json, if_match
from tests.api.conftest import CountingReader, Make
from tests.keys import shown

pytestmark = pytest.mark.every_case

LISTS = ("/claims", "/sources", "/articles", "/tags", "/changes")
Poll = Callable[..., int]


@pytest.fixture
def tag(make_tag: Make) -> Json:
    return make_tag()


@pytest.fixture
def poll(client: TestClient) -> Poll:
    """Ask for a list with the ETag of its last answer, and return the status."""
    known: dict[str, str] = {}

    def ask(path: str, role: str = "admin") -> int:
        headers = {"if-none-match": known.get(path + role, '"none"'), **shown(role)}
        answer = client.get(f"{API}{path}", headers=headers)
        known[path + role] = answer.headers["etag"]
        return answer.status_code

    return ask


@pytest.fixture
def other_writer(database_url: str) -> Iterator[Callable[[str], None]]:
    """Make a tag or a claim in another process."""
    command = [sys.executable, "-m", "tests.api.other_writer", database_url]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        told, heard = process.stdin, process.stdout

        def write(name: str) -> None:
            told.write(f"{name}\n")
            told.flush()
            assert heard.readline() == "committed\n"

        yield write
        told.close()


class TestPolledList:
    @pytest.mark.parametrize("path", LISTS)
    def test_is_not_read_again_while_nothing_is_written(
        self, poll: Poll, reader: CountingReader, tag: Json, path: str
    ) -> None:
        assert tag
        assert [poll(path), poll(path)] == [200, 304]

        reader.count = 0

        assert poll(path) == 304
        assert reader.count == 0

    def test_is_read_again_after_a_write(self, poll: Poll, make_tag: Make) -> None:
        poll("/tags")
        poll("/tags")

        make_tag(name="frost")

        assert [poll("/tags"), poll("/tags")] == [200, 304]

    def test_keeps_its_etag_after_a_write_to_another_resource(
        self, poll: Poll, make_tag: Make
    ) -> None:
        poll("/articles")
        poll("/articles")

        make_tag(name="frost")

        assert [poll("/articles"), poll("/articles")] == [304, 304]

    def test_is_never_stale_while_other_processes_write(
        self, poll: Poll, other_writer: Callable[[str], None]
    ) -> None:
        for number in range(20):
            poll("/tags")
            assert poll("/tags") == 304

            other_writer(f"word {number}")

            assert poll("/tags") == 200

    def test_is_read_again_after_a_write_without_an_audit_entry(
        self, poll: Poll, engine: Engine, tag: Json
    ) -> None:
        poll("/tags")
        poll("/tags")

        with engine.begin() as connection:
            note = text("UPDATE tag SET note = 'changed' WHERE id = :id")
            connection.execute(note, {"id": tag["id"]})

        assert poll("/tags") == 200

    def test_is_remembered_for_each_role(
        self, client: TestClient, poll: Poll, tag: Json
    ) -> None:
        change = client.patch(
            f"{API}/tags/{tag['id']}",
            json={"visibility": "restricted"},
            headers=if_match(tag),
        )
        assert change.status_code == 200, change.text
        both = [(role, poll("/tags", role)) for role in ("admin", "reader")]
        again = [(role, poll("/tags", role)) for role in ("admin", "reader")]

        assert both == [("admin", 200), ("reader", 200)]
        assert again == [("admin", 304), ("reader", 304)]
        assert poll("/tags?limit=1", "reader") == 200

    def test_of_claims_with_facts_is_read_again_each_time(
        self, poll: Poll, reader: CountingReader
    ) -> None:
        path = "/claims?expand=facts"
        poll(path)
        poll(path)
        reader.count = 0

        assert poll(path) == 304
        assert reader.count > 0


class TestPolledDerivation:
    @pytest.fixture
    def paths(self, fact: Json, source: Json, make_claim: Make) -> list[str]:
        make_claim(stances=[{"fact_id": fact["id"], "stance": "supports"}])
        of_fact = f"/facts/{fact['id']}"
        derived = [f"{of_fact}/corroboration", f"{of_fact}/timeline"]
        return [*derived, f"/sources/{source['id']}/record?explain=true&limit=1"]

    def test_is_not_derived_again_while_nothing_is_written(
        self, poll: Poll, reader: CountingReader, paths: list[str]
    ) -> None:
        for path in paths:
            assert [poll(path), poll(path)] == [200, 304]

            reader.count = 0

            assert poll(path) == 304
            assert reader.count == 0

    def test_is_never_stale_while_other_processes_write(
        self,
        client: TestClient,
        poll: Poll,
        paths: list[str],
        other_writer: Callable[[str], None],
        article: Json,
        fact: Json,
    ) -> None:
        for number in range(5):
            [poll(path) for path in paths]
            assert [poll(path) for path in paths] == [304, 304, 304]

            other_writer(f"claim {article['id']} {fact['id']} It rained {number}.")

            # Neither is the record of a source, which the claim is not of.
            assert [poll(path) for path in paths] == [200, 200, 304]
            sides = client.get(f"{API}{paths[0]}").json()["sides"]
            assert sides[0]["claims"]["total"] == number + 2

    @pytest.mark.usefixtures("one_day")
    def test_as_of_today_is_derived_again_each_time(
        self, poll: Poll, reader: CountingReader, paths: list[str]
    ) -> None:
        path = f"{paths[1]}?as_of={clock.now():%Y-%m-%d}"
        poll(path)
        poll(path)
        reader.count = 0

        poll(path)

        assert reader.count > 0

    def test_as_of_a_past_day_is_not_derived_again(
        self, poll: Poll, reader: CountingReader, paths: list[str]
    ) -> None:
        path = f"{paths[0]}?as_of=2022-03-22"
        poll(path)
        poll(path)
        reader.count = 0

        assert poll(path) == 304
        assert reader.count == 0


class TestPolls:
    def test_forget_the_least_recently_remembered(self) -> None:
        polls, known = Polls(), PollState("1", {})

        for number in range(MAX_REMEMBERED):
            polls.remember((READER, b"%d" % number), known)
        polls.remember((READER, b"0"), known)
        polls.remember((ADMIN, b"0"), known)

        assert len(polls) == MAX_REMEMBERED
        assert (READER, b"0") in polls
        assert (READER, b"1") not in polls
