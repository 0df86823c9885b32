"""Sources that are judged, merged and unmerged over HTTP."""

from typing import Any

from tests.api.bodies import API, Json, if_match
from tests.api.fact_records import WHY, Told

WHOLE = {"score": None, "basis": None, "rationale": None, "visibility": "restricted"}


class Identified(Told):
    """Judges whether sources are the same, with defaults for everything else."""

    def judge(self, one: int, other: int, judgement: str = "same", **more: Any) -> Any:
        return self.client.put(
            f"{API}/sources/{one}/identities/{other}",
            json={"judgement": judgement} | more,
            params=WHY,
        )

    def judged(self, one: int, other: int, judgement: str = "same") -> Json:
        answer = self.judge(one, other, judgement)
        assert answer.is_success, answer.text
        body: Json = answer.json()
        return body

    def join(self, source: int, into: Any) -> Any:
        """Merge the current version of a source."""
        history = self.get(f"/sources/{source}/history", limit=1)
        return self.client.post(
            f"{API}/sources/{source}/merge",
            json={"merged_into_id": into},
            params=WHY,
            headers=if_match(history["data"][0]),
        )

    def joined(self, source: int, into: int) -> Json:
        answer = self.join(source, into)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def part(self, source: int) -> Any:
        history = self.get(f"/sources/{source}/history", limit=1)
        return self.client.post(
            f"{API}/sources/{source}/unmerge",
            params=WHY,
            headers=if_match(history["data"][0]),
        )

    def unmerge(self, source: int) -> Json:
        answer = self.part(source)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def unnamed(self, article: int, name: str = "an official", **more: Any) -> int:
        body = {"name": name, "kind": "anonymous_person", "article_id": article}
        return int(self.post("/sources", body | more)["id"])
