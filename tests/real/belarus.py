"""The claims of one real article: their chains as the seeds have them, their places.

A place is the start and end of the printed words; a claim may have several.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.conftest import ROOT

Json = dict[str, Any]
Place = tuple[str, str]

SEED = ROOT / "seeds/data/belarus-2022-03-22.json"
COLUMNS = ("statement", "form", "act", "hedges", "said", "about", "tags")
PLACES: dict[str, list[Place]] = {
    "01": [("Belarus could “soon” join", "war against Ukraine")],
    "02": [("the country is already", "steps to do so")],
    "03": [("Belarus is increasingly", "enter the conflict")],
    "04": [("(Russian President Vladimir)", "needs support")],
    "05": [("Anything would", "help")],
    "06": [("combat units", "next few days")],
    "07": [("thousands of troops", "ready to deploy")],
    "08": [("this would have less", "joining the war")],
    "09": [("the Belarusian government", "against Ukraine")],
    "10": [("Russia has launched", "Belarusian territory")],
    "11": [("thousands of Russian troops", "last month")],
    "12": [("was for training", "exercises")],
    "13": [("US and European sanctions", "Alexander Lukashenko")],
    "14": [("Belarus amended", "weapons permanently")],
    "15": [("they have yet to see", "moved nuclear weapons")],
    "16": [("they have yet to see", "that Russia"), ("is preparing", "to do so")],
    "17": [("there had been no indication", "fighting in Ukraine")],
    "18": [("no indication that the Belarusians", "to enter Ukraine")],
    "19": [
        ("no indication that the Belarusians", "no indication"),
        ("that they have reached", "to do so"),
    ],
    "20": [("the final decision", "made in Moscow")],
    "21": [("so far there has been", "fighting in Ukraine")],
    "22": [("This is not about", "Lukashenko wants")],
    "23": [("The question is", "in the region?")],
    "24": [("Getting involved", "destabilize Belarus")],
    "25": [("declined to detail", "intervene in the war")],
    "26": [("it made sense", "western border")],
}


def words_at(text: str, place: Place) -> tuple[int, int]:
    """Return the place of the words that begin and end like ``place``."""
    first, last = place
    start = text.index(first)
    return start, text.index(last, start) + len(last)


def claims(text: str, article_id: int) -> Iterator[Json]:
    """Yield every claim of the article as it is posted, in the article's order."""
    seed = json.loads(SEED.read_text("utf-8"))
    sources = {one["key"]: one for one in (*seed["sources"], *seed["unnamed"])}
    for claim in seed["claims"]:
        spans = [_span(text, place) for place in PLACES[claim["key"]]]
        yield {
            **{name: claim[name] for name in COLUMNS},
            "article_id": article_id,
            "text": " […] ".join(span["exact"] for span in spans),
            "attribution": [_step(step, sources) for step in claim["attribution"]],
            "spans": spans,
        }


def facts() -> list[Json]:
    """Return the facts of the claims, with their assessments."""
    found: list[Json] = json.loads(SEED.read_text("utf-8"))["facts"]
    return found


def stances() -> Iterator[list[Json]]:
    """Yield how each claim bears on facts, in the order of ``claims``."""
    seed = json.loads(SEED.read_text("utf-8"))
    columns = {
        fact["slug"]: {
            name: value
            for name, value in fact.items()
            if name not in {"assessments", "outcome"}
        }
        for fact in seed["facts"]
    }
    for claim in seed["claims"]:
        yield [
            {"fact": columns[one["fact"]], "stance": one["stance"]}
            for one in claim.get("stances", [])
        ]


def _span(text: str, place: Place) -> Json:
    """Return the words of a place, with the preceding words if needed."""
    start, end = words_at(text, place)
    span: Json = {"part": "content", "exact": text[start:end]}
    if text.count(span["exact"]) > 1:
        span["prefix"] = text[start - 20 : start]
    return span


def _step(step: Json, sources: dict[str, Json]) -> Json:
    source = sources[step["source"]]
    described = {
        name: source[name]
        for name in ("kind", "name", "sector", "seniority", "country_code")
        if source.get(name) is not None
    }
    described["affiliations"] = [
        {
            "relation": tie["relation"],
            "organisation": {
                "kind": sources[tie["organisation"]]["kind"],
                "name": sources[tie["organisation"]]["name"],
            },
        }
        for tie in source.get("affiliations", [])
    ]
    return {**step, "source": described}
