"""Short notation for facts, claims on them and their outcomes, over HTTP."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, day, if_match, said_by

WHY = {"reason": "as the test has it"}


class Told:
    """Records things, each with as few words as the test cares about."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self._serial = count(1)

    def post(self, path: str, body: Json, **options: Any) -> Json:
        made = self.client.post(f"{API}{path}", json=body, **options)
        assert made.status_code in {200, 201}, made.text
        record: Json = made.json()
        return record

    def get(self, path: str, **params: Any) -> Json:
        answer = self.client.get(f"{API}{path}", params=params)
        assert answer.status_code == 200, answer.text
        record: Json = answer.json()
        return record

    def source(self, kind: str = "person", **values: Any) -> int:
        name = {"name": f"Person {next(self._serial)}", "kind": kind}
        return int(self.post("/sources", name | values)["id"])

    def fact(self, **values: Any) -> int:
        statement = {"statement": f"It rains on day {next(self._serial)}."}
        return int(self.post("/facts", statement | values)["id"])

    def facts(self, number: int) -> list[int]:
        return [self.fact() for _ in range(number)]

    def article(self, outlet_id: int | None = None, *, at: int = 1) -> int:
        """Record an article that was published on a day of March 2022."""
        title = {"title": "Rain", "outlet_id": outlet_id, "published": day(at)}
        return int(self.post("/articles", title)["id"])

    def say(
        self,
        chain: int | Sequence[Any],
        fact: int,
        stance: str = "supports",
        *,
        at: int = 1,
        article: int | None = None,
        **columns: Any,
    ) -> Json:
        """Record a claim of a day in March 2022 that bears on a fact.

        ``chain`` is the id of a source, or ids from the outlet on, or whole steps.
        """
        steps: Any = [chain] if isinstance(chain, int) else chain
        if all(isinstance(step, int) for step in steps):
            steps = said_by(*steps)
        words = {"text": f"It rained {next(self._serial)} times.", "said": day(at)}
        bears = {"stances": [{"fact_id": fact, "stance": stance}]}
        article = article or self.article(at=at)
        return self.post("/claims", claim_in(article, steps, **words | bears | columns))

    def settle(self, fact: int, value: str = "yes", *, at: int = 20) -> None:
        outcome = {"value": value, "known_at": f"2022-03-{at:02}"}
        self.post(f"/facts/{fact}/outcome", outcome, params=WHY)

    def assess(
        self, fact: int, verdict: str, *, assessor: int | None = None, at: int = 20
    ) -> None:
        body: Json = {"verdict": verdict, "as_of": f"2022-03-{at:02}"}
        if assessor is not None:
            body["assessor_id"] = assessor
        self.post(f"/facts/{fact}/assessments", body, params=WHY)

    def merge(self, fact: int, into: int) -> None:
        version = if_match(self.get(f"/facts/{fact}"))
        body = {"merged_into_id": into}
        self.post(f"/facts/{fact}/merge", body, params=WHY, headers=version)

    def unmerge(self, fact: int) -> None:
        answer = self.client.post(
            f"{API}/facts/{fact}/unmerge", params=WHY, headers={"if-match": '"v2"'}
        )
        assert answer.status_code == 200, answer.text

    def change(self, path: str, body: Json) -> Json:
        """Patch a record as it is now."""
        read = if_match(self.get(path))
        answer = self.client.patch(API + path, json=body, headers=read)
        assert answer.status_code == 200, answer.text
        record: Json = answer.json()
        return record

    def withdraw(self, claim: Json) -> None:
        path = f"{API}/claims/{claim['id']}"
        assert self.client.delete(path, headers=if_match(claim)).status_code == 204
