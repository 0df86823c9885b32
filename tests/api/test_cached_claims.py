"""Cached claims give the same answers as all rows, whatever was written."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from time import sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.derived.claim_cache import MAX_CLAIMS, CachedClaims, ClaimCache
from db.values.viewer import READER
from tests.api.bodies import API, Json, day
from tests.api.conftest import CountingReader
from tests.api.reports import RAIN, Reporter, claim, denial, named, official, outlet
from tests.db.derived.written_rows import fact_claims, row
from tests.keys import shown
from tests.rounds import ROUNDS

SUN = {"slug": "sun", "statement": "The sun shines in March 2022."}
NAMES = ("NATO", "G7", "Anna Ode", "EU", "UN")
OUTLETS = ("CNN", "BBC", "DW")
STANCES = ("supports", "hedges_for", "denies", "no_evidence")
LINKS = ("retracts", "corrects", "repeats")
VIEWERS = ("reader", "admin")
REASON = {"reason": "as the test has it"}
EMBARGO = timedelta(milliseconds=300)
STEPS = 60
NO_CACHE = ClaimCache(min_claims=MAX_CLAIMS + 1)


class World:
    """Writes at random, and reads derived results."""

    def __init__(self, client: TestClient, seed: int) -> None:
        self.client, self.chance = client, Random(seed)
        self.cache = ClaimCache(min_claims=1)
        self.done = Counter[str]()
        self.serial = count(1)
        self.reporter = Reporter(client)
        self.gone: list[str] = []  # the withdrawn records
        self.merged: list[str] = []
        self.facts = [self.reporter.post("facts", fact)["id"] for fact in (RAIN, SUN)]
        self.named = [self.made(named(name)) for name in NAMES]
        self.outlets = [self.made(outlet(name)) for name in OUTLETS]
        for _ in range(4):
            assert self.article()

    def answers(self, cache: ClaimCache) -> dict[str, Any]:
        """Return all derived answers, with or without a cache."""
        state: Any = self.client.app
        state.state.claim_cache = cache
        paths = (
            f"{API}/facts/rain/timeline",
            f"{API}/facts/rain/corroboration?explain=true",
            f"{API}/sources/{self.named[0]}/record?explain=true",
            f"{API}/sources/{self.named[0]}/positions?limit=1000",
            "/pictures/facts/rain/timeline.svg",
        )
        asked = [(path, role) for path in paths for role in VIEWERS]
        return {(path, role): self.answer(path, role) for path, role in asked}

    def answer(self, path: str, role: str) -> Any:
        """Return the responses for a role, or the status of an error."""
        answer = self.client.get(path, headers=shown(role))
        return answer.content if answer.is_success else answer.status_code

    def check(self) -> None:
        """Fail unless the cache gives the same answers as all rows."""
        assert self.answers(self.cache) == self.answers(NO_CACHE)

    def step(self) -> None:
        """Write something; it may be refused."""
        names = sorted(OPERATIONS)
        name = self.chance.choice(names)
        if OPERATIONS[name](self):
            self.done[name] += 1

    def send(self, method: str, path: str, body: Any = None) -> bool:
        """Send a write; return whether it was done."""
        answer = self.client.request(
            method,
            f"{API}{path}",
            json=body,
            params=REASON,
            headers={"if-match": "*"},
        )
        assert answer.status_code < 500, answer.text
        return bool(answer.is_success)

    def made(self, source: Json) -> int:
        """Return the id of a named source that is recorded."""
        return int(self.reporter.post("sources", source)["id"])

    def any_id(self, path: str) -> int:
        """Return the id of one of the records of a list."""
        rows = self.client.get(f"{API}{path}").json()["data"]
        return int(self.chance.choice(rows)["id"]) if rows else 0

    def some(self, resource: str) -> str:
        """Return the path of a record, which may be withdrawn."""
        listed = f"/{resource}?include=withdrawn&limit=200"
        return f"/{resource}/{self.any_id(listed)}"

    def source(self) -> str:
        """Return the path of a source, named or unnamed."""
        if self.chance.random() < 0.5:
            return f"/sources/{self.chance.choice(self.named)}"
        return self.some("sources")

    def body(self) -> Json:
        """Return a claim with a random chain and stance."""
        chance = self.chance
        ends = [chance.choice(self.named[:3]), official(chance.choice(["aide", "a"]))]
        chain = chance.choice([[], ends[:1], ends[1:], ends[::-1], [ends]])
        said = chance.choice([None, day(chance.randint(15, 20))])
        made = chance.choice([claim, denial])(*chain, said=said)
        fact_id = chance.choice([self.facts[0], *self.facts])
        made["stances"] = [{"fact_id": fact_id, "stance": chance.choice(STANCES)}]
        review = chance.choice(["reviewed", "reviewed", "draft", "disputed"])
        return {**made, "review": review}

    def article(self) -> bool:
        """Record an article with claims."""
        body = {
            "title": f"Rain {next(self.serial)}",
            "outlet_id": self.chance.choice(self.outlets),
            "published": day(self.chance.randint(20, 24)),
            "claims": [self.body() for _ in range(3)],
        }
        return self.send("POST", "/articles", body)


def patch(world: World, path: str, *bodies: Json) -> bool:
    return world.send("PATCH", path, world.chance.choice(bodies))


def merge(world: World, resource: str) -> bool:
    some = world.source if resource == "sources" else partial(world.some, resource)
    path, into = some(), some()
    body = {"merged_into_id": int(into.rpartition("/")[2])}
    if not world.send("POST", f"{path}/merge", body):
        return False
    world.merged.append(path)
    return True


def undo(world: World, done: list[str], operation: str) -> bool:
    """Undo a random earlier merge or withdrawal, if there is one."""
    if not done:
        return False
    path = done.pop(world.chance.randrange(len(done)))
    return world.send("POST", f"{path}/{operation}")


def unmerge(world: World) -> bool:
    return undo(world, world.merged, "unmerge")


def rename(world: World) -> bool:
    name = world.chance.choice([*NAMES, "Anna Öde", "Someone"])
    return patch(world, world.source(), {"name": name}, {"country_code": "DE"})


def namesake(world: World) -> bool:
    name = world.chance.choice(NAMES[:3])
    made = world.made(named(name) | {"new": True, "country_code": "FR"})
    world.named.append(made)
    return True


def affiliate(world: World) -> bool:
    organisation = world.chance.choice(world.named)
    body = {"relation": "member_of", "organisation_id": organisation}
    return world.send("POST", f"{world.source()}/affiliations", body)


def judge(world: World) -> bool:
    one, other = world.source(), world.source().rpartition("/")[2]
    body = {"judgement": "different", "basis": "names"}
    return world.send("PUT", f"{one}/identities/{other}", body)


def link(world: World) -> bool:
    other = int(world.some("claims").rpartition("/")[2])
    body = {"other_id": other, "kind": world.chance.choice(LINKS)}
    return world.send("POST", f"{world.some('claims')}/links", body)


def settle(world: World) -> bool:
    fact_id = world.chance.choice(world.facts)
    body = {"value": world.chance.choice(["yes", "no"]), "known_at": "2022-03-23"}
    return world.send("PUT", f"/facts/{fact_id}/outcome", body)


def assess(world: World) -> bool:
    body = {
        "verdict": world.chance.choice(["false", "true"]),
        "as_of": f"2022-03-{world.chance.randint(18, 24)}",
        "assessor_id": world.chance.choice(world.named),
    }
    fact_id = world.chance.choice(world.facts)
    return world.send("POST", f"/facts/{fact_id}/assessments", body)


def hide(world: World) -> bool:
    resource = world.chance.choice(["claims", "articles", "sources"])
    return patch(world, world.some(resource), {"visibility": "restricted"})


def show(world: World) -> bool:
    resource = world.chance.choice(["sources", "articles", "claims"])
    return patch(world, world.some(resource), {"visibility": "public"})


def embargo(world: World) -> bool:
    """Hide a record for a moment, and let its embargo end."""
    until = (datetime.now(UTC) + EMBARGO).isoformat()
    hidden = {"visibility": "restricted", "embargo_until": until}
    was_hidden = patch(world, world.some("articles"), hidden)
    world.check()
    sleep(EMBARGO.total_seconds())
    assert world.client.portal
    state: Any = world.client.app
    world.client.portal.call(state.state.writer.run, end_embargoes, ENDING)
    return was_hidden


def withdraw(world: World) -> bool:
    path = world.some(world.chance.choice(["claims", "sources"]))
    if not world.send("DELETE", path):
        return False
    world.gone.append(path)
    return True


def restore(world: World) -> bool:
    return undo(world, world.gone, "restore")


def redact(world: World) -> bool:
    return world.send("POST", f"{world.some('claims')}/redact")


def restance(world: World) -> bool:
    path = f"{world.some('claims')}/stances/{world.chance.choice(world.facts)}"
    return world.send("PUT", path, {"stance": world.chance.choice(STANCES)})


def reprint(world: World) -> bool:
    root = int(world.some("articles").rpartition("/")[2])
    available = {"availability": "retracted", "updated": day(24)}
    bodies = ({"root_article_id": root}, available, {"published": day(19)})
    return patch(world, world.some("articles"), *bodies)


OPERATIONS: dict[str, Callable[[World], bool]] = {
    "article": World.article,
    "review": lambda world: patch(
        world,
        world.some("claims"),
        {"review": "reviewed"},
        {"review": "draft"},
        {"act": "retraction"},
        {"said": day(18)},
    ),
    "restance": restance,
    "link": link,
    "withdraw": withdraw,
    "restore": restore,
    "hide": hide,
    "show": show,
    "embargo": embargo,
    "redact": redact,
    "merge claims": lambda world: merge(world, "claims"),
    "merge articles": lambda world: merge(world, "articles"),
    "merge sources": lambda world: merge(world, "sources"),
    "merge facts": lambda world: merge(world, "facts"),
    "unmerge": unmerge,
    "rename": rename,
    "namesake": namesake,
    "affiliate": affiliate,
    "judge": judge,
    "settle": settle,
    "assess": assess,
    "reprint": reprint,
}


@pytest.fixture
def world(client: TestClient) -> Iterator[Callable[[int], World]]:
    state: Any = client.app
    yield lambda seed: World(client, seed)
    state.state.claim_cache = ClaimCache()


class TestReadFactClaims:
    @pytest.mark.parametrize("seed", range(1 if ROUNDS == 1 else 2 * ROUNDS))
    def test_equals_uncached_results_after_any_writes(
        self, world: Callable[[int], World], seed: int
    ) -> None:
        made = world(seed)

        for _ in range(STEPS):
            made.step()
            made.check()

        assert len(made.done) > len(OPERATIONS) / 2

    def test_reads_claims_again_after_unnamed_sources_are_unmerged(
        self, world: Callable[[int], World]
    ) -> None:
        """The source that is unmerged is in no cached chain: its survivor stood there.

        Random writes rarely do this.
        """
        made = world(0)
        article = {"article_id": made.reporter.prints()["id"]}
        one, other = (made.made(official(name) | article) for name in ("aide", "guard"))
        for source_id in (one, other):
            made.reporter.post("claims", claim(source_id) | article)
        made.check()

        assert made.send("POST", f"/sources/{one}/merge", {"merged_into_id": other})
        made.check()
        assert made.send("POST", f"/sources/{one}/unmerge")
        made.check()

    def test_does_not_read_unchanged_claims_again(
        self, world: Callable[[int], World], reader: CountingReader
    ) -> None:
        made = world(0)
        made.answers(made.cache)
        key = (READER, "fact", made.facts[0])
        before = made.cache.find(key)
        assert before
        made.made(named("Another"))
        alone = claim(named("Another"), stances=[{"fact": SUN, "stance": "denies"}])
        made.reporter.prints(alone)

        reader.count = 0
        made.answers(made.cache)

        after = made.cache.find(key)
        assert after
        assert after.claims is before.claims
        assert after.entry_id > before.entry_id
        reads, reader.count = reader.count, 0
        made.answers(NO_CACHE)
        assert reads < reader.count


class TestClaimCache:
    def test_evicts_the_least_recently_used_claims(self) -> None:
        cache = ClaimCache(min_claims=1, max_claims=5)
        of = {n: fact_claims(*[(row("supports"), ())] * n) for n in range(7)}
        key = {n: (READER, "fact", n) for n in of}

        for n in (0, 2, 3, 6):
            cache.store(key[n], CachedClaims(of[n], 1))
        assert [n for n in of if cache.find(key[n])] == [2, 3]

        cache.store(key[2], CachedClaims(of[2], 2))
        cache.store(key[1], CachedClaims(of[1], 2))
        assert [n for n in of if cache.find(key[n])] == [1, 2]
