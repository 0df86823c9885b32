"""Claims of requests that wait for the writer are recorded by one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event, select, update

from db.engine.reader import Reader, make_reader
from db.engine.session import Context, Write
from db.engine.writer import Share, Writer, make_writer
from db.models import Change, Claim, NameWord
from tests.api.asgi_requests import SOON, Answer, Asked, ask, post, run
from tests.api.bodies import API, LARGEST_ID, Json, claim_in, said_by, unnamed
from tests.keys import ANALYSTS, shown
from tests.sent_statements import noted_statements

pytestmark = pytest.mark.every_case
MANY = 12
NATO = {"kind": "organisation", "name": "NATO"}


@pytest.fixture
def parts(emptied: Engine, database_url: str) -> Callable[[], tuple[Reader, Writer]]:
    """The real reader and writer."""
    return lambda: (
        make_reader(database_url, connections=2),
        make_writer(emptied, connections=2),
    )


async def made(app: FastAPI, path: str, body: Json) -> int:
    answer = await post(app, f"{API}/{path}", body)
    assert answer.status == 201, answer.body
    return int(answer.json["id"])


async def at_once(app: FastAPI, requests: Sequence[Asked]) -> Sequence[Answer]:
    """Return the answers to requests that wait for one transaction to end."""
    begun, ends = Event(), Event()

    def block(_: Write, parts: Sequence[Any]) -> list[None]:
        begun.set()
        ends.wait(SOON)
        return [None for _ in parts]

    share = Share(block, None, lambda _: None)
    blocking = asyncio.create_task(app.state.writer.run(share, Context()))
    await asyncio.to_thread(begun.wait, SOON)
    waiting = asyncio.gather(*(ask(app, one) for one in requests))
    async with asyncio.timeout(SOON):
        while app.state.writes.in_flight < len(requests):  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0.01)
    ends.set()
    await blocking
    return await asyncio.wait_for(waiting, SOON)


class Story:
    """An article and a source, and claims that are recorded at once."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def begin(self) -> None:
        self.article = await made(self.app, "articles", {"title": "A", "kind": "news"})
        self.source = await made(self.app, "sources", NATO)
        await made(self.app, "tags", {"name": "rain"})

    def claim(self, number: int, **values: Any) -> Json:
        claim = claim_in(self.article, said_by(self.source), tags=["RAIN"])
        return claim | {"text": f"It rained {number} times."} | values

    async def record(self, *claims: Json) -> Sequence[Answer]:
        sent = [Asked("POST", f"{API}/claims", orjson.dumps(claim)) for claim in claims]
        return await at_once(self.app, sent)


def tell(
    parts: Callable[[], tuple[Reader, Writer]],
    engine: Engine,
    *of: Callable[[Story], Json],
) -> tuple[Sequence[Answer], int, Story]:
    """Return the answers to claims, the number of their commits, and the story."""
    commits: list[Any] = []

    def note(connection: Any) -> None:
        commits.append(connection)

    async def work(app: FastAPI) -> tuple[Sequence[Answer], Story]:
        story = Story(app)
        await story.begin()
        event.listen(engine, "commit", note)
        try:
            return await story.record(*(one(story) for one in of)), story
        finally:
            event.remove(engine, "commit", note)

    answers, story = run(parts, work)
    return answers, len(commits) - 1, story  # without that of what blocks them


def numbered(number: int, **values: Any) -> Callable[[Story], Json]:
    return lambda story: story.claim(number, **values)


Parts = Callable[[], tuple[Reader, Writer]]


class TestOneClaim:
    def test_sends_few_statements_with_the_check_of_its_key(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> tuple[Answer, list[str]]:
            story = Story(app)
            await story.begin()
            await made(app, "claims", story.claim(1))
            with emptied.begin() as connection:  # they have many claims
                connection.execute(update(NameWord).values(rarity=0))
            with noted_statements() as sent:
                return await post(app, f"{API}/claims", story.claim(2)), sent

        answer, sent = run(parts, work)

        most = {"sqlite": 15, "postgresql": 7}
        assert answer.status == 201
        assert len(sent) == most[emptied.dialect.name], sent


class TestClaimsTogether:
    def test_share_one_commit_and_have_separate_responses(
        self, parts: Parts, emptied: Engine
    ) -> None:
        answers, commits, story = tell(parts, emptied, *map(numbered, range(MANY)))

        assert commits == 1
        assert [one.status for one in answers] == [201] * MANY
        bodies = [one.json for one in answers]
        texts = [f"It rained {number} times." for number in range(MANY)]
        assert [body["text"] for body in bodies] == texts
        assert len({body["id"] for body in bodies}) == MANY
        for answer, body in zip(answers, bodies, strict=True):
            assert answer.headers["location"] == f"{API}/claims/{body['id']}"
            assert body["attribution"][0]["source"]["id"] == story.source
            assert body["created"] == []
            assert [one["pointer"] for one in body["matched"]] == ["/tags/0"]

    def test_are_refused_separately(self, parts: Parts, emptied: Engine) -> None:
        answers, _, _ = tell(
            parts,
            emptied,
            numbered(1),
            numbered(2, attribution=said_by(LARGEST_ID)),
            numbered(1),
            lambda story: story.claim(3) | {"article_id": LARGEST_ID},
            numbered(4),
        )

        first, unknown, again, nowhere, last = answers
        assert [one.status for one in answers] == [201, 422, 409, 422, 201]
        assert _pointer(unknown) == "/attribution/0/source_id"
        assert _pointer(nowhere) == "/article_id"
        assert again.json["conflict"]["id"] == first.json["id"]
        with emptied.connect() as connection:
            ids = select(Claim.id).where(Claim.text.startswith("It rained"))
            recorded = [first.json["id"], last.json["id"]]
            assert sorted(connection.scalars(ids)) == recorded

    def test_each_response_lists_only_its_own_created_records(
        self, parts: Parts, emptied: Engine
    ) -> None:
        described = {"attribution": [unnamed("official")]}

        answers, commits, _ = tell(
            parts,
            emptied,
            numbered(1),
            numbered(2, **described, tags=[]),
            numbered(3, **described, tags=[]),
        )

        plain, *others = (one.json for one in answers)
        assert commits == 1
        assert plain["created"] == []
        # Whichever request came first has made the source.
        making, matching = sorted(others, key=lambda one: not _sources(one))
        assert [one["id"] for one in matching["matched"]] == _sources(making)
        assert matching["matched"][0]["pointer"] == "/attribution/0/source"
        assert (_sources(matching), making["matched"]) == ([], [])

    def test_have_audit_entries_of_their_own_requests_and_analysts(
        self, parts: Parts, emptied: Engine
    ) -> None:
        async def work(app: FastAPI) -> Sequence[Answer]:
            story = Story(app)
            await story.begin()
            sent = [
                Asked(
                    "POST",
                    f"{API}/claims?reason=of+{role}",
                    orjson.dumps(story.claim(number)),
                    headers=shown(role),
                )
                for number, role in enumerate(("admin", "editor", "analyst"))
            ]
            return await at_once(app, sent)

        answers = run(parts, work)

        logged = select(Change.analyst_id, Change.request_id, Change.reason).where(
            Change.resource == "claim", Change.reason.is_not(None)
        )
        with emptied.connect() as connection:
            found = {tuple(row) for row in connection.execute(logged)}
        assert found == {
            (ANALYSTS[role], answer.headers["x-request-id"], f"of {role}")
            for role, answer in zip(
                ("admin", "editor", "analyst"), answers, strict=True
            )
        }


def _sources(claim: Json) -> list[int]:
    """Return the ids of the sources that were made with a claim."""
    return [one["id"] for one in claim["created"] if one["resource"] == "source"]


def _pointer(answer: Answer) -> str:
    (error,) = answer.json["errors"]
    return str(error["pointer"])
