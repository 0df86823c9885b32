"""Short notation for articles with claims on one fact."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, day

RAIN = {"slug": "rain", "statement": "It rains in March 2022."}
Source = int | Json
Step = Source | list[Source]  # several speak jointly

_serial = count(1)


def named(name: str, kind: str = "organisation") -> Json:
    return {"kind": kind, "name": name}


def outlet(name: str) -> Json:
    return named(name, "outlet")


def official(name: str = "official", *organisations: str, **values: Any) -> Json:
    """Return an unnamed person who works for organisations."""
    ties = [tie(organisation, "works_for") for organisation in organisations]
    return {"kind": "anonymous_person", "name": name, "affiliations": ties} | values


def officials(name: str = "officials", *organisations: str, **values: Any) -> Json:
    """Return unnamed people who work for organisations."""
    return official(name, *organisations, kind="anonymous_group", **values)


def tie(organisation: str, relation: str) -> Json:
    return {"organisation": named(organisation), "relation": relation}


def claim(*chain: Step, stance: str = "supports", **values: Any) -> Json:
    """Return a claim that came through a chain, the first nearest the outlet."""
    steps = []
    for position, step in enumerate(chain, 1):
        relation = "said" if position == len(chain) else "relays"
        for source in step if isinstance(step, list) else [step]:
            given = {"source_id" if isinstance(source, int) else "source": source}
            steps.append({"position": position, "relation": relation} | given)
    form = "paraphrase" if steps else "unattributed"
    words = {"text": f"Rain, says {next(_serial)}.", "form": form}
    bearing = {"stances": [{"fact": RAIN, "stance": stance}]}
    return words | bearing | {"attribution": steps} | values


def denial(*chain: Step, **values: Any) -> Json:
    return claim(*chain, stance="denies", **values)


class Reporter:
    """Prints articles, and reads what follows for the fact."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def prints(
        self, *claims: Json, by: str | None = "CNN", on: int | None = 21, **values: Any
    ) -> Json:
        """Record an article of an outlet on a day in March."""
        body = {
            "outlet": by and outlet(by),
            "title": "Rain",
            "published": on and day(on),
            "claims": claims,
        }
        return self.post("articles", body | values)

    def post(self, path: str, body: Json) -> Json:
        made = self.client.post(f"{API}/{path}", json=body)
        assert made.status_code in {200, 201}, made.text
        record: Json = made.json()
        return record

    def asks(self, view: str, key: int | str = "rain", **params: Any) -> Json:
        """Return the derived results of the fact."""
        answer = self.client.get(f"{API}/facts/{key}/{view}", params=params)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def side(self, name: str = "for", **params: Any) -> Json:
        """Return one side of the corroboration of the fact."""
        sides = self.asks("corroboration", explain="true", **params)["sides"]
        (found,) = (side for side in sides if side["side"] == name)
        checked(found)
        side: Json = found
        return side


def checked(side: Json) -> None:
    """Fail unless the numbers of a side agree with its explanation."""
    explained = side["explain"]
    for part in ("articles", "voices", "origins"):
        counted = explained[part]["counted"]
        known = [one["named"] for one in counted]
        assert side[part]["total"] == len(counted)
        assert side[part]["named"] == known.count(True)
    assert side["claims"]["unattributed"] == len(explained["unattributed"])
    via_unnamed = [one for one in explained["origins"]["counted"] if one["via_unnamed"]]
    assert side["named_origins_via_unnamed"] == len(via_unnamed)
    unnamed = side["origins"]["unnamed"] + side["named_origins_via_unnamed"]
    unnamed += side["origins"]["unresolved"]
    assert side["origins"]["total"] == side["origins"]["named"] + unnamed


def numbers(split: Json) -> tuple[int, ...]:
    """Return total, named, unnamed."""
    return split["total"], split["named"], split["unnamed"]


def names(sources: Iterable[Json]) -> list[str]:
    return [one["source"]["name"] for one in sources]


def folds(
    part: Json, name: Callable[[Json], str] = lambda ref: ref["name"]
) -> set[Any]:
    """Return the folds: the folded id, its target and the rule."""
    return {
        (name(one["source"]), name(one["into"]), one["reason"])
        for one in part["folded"]
    }
