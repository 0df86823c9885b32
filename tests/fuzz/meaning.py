"""Bodies that make sense: errors that no schema can express are mostly corrected.

Schemas do not say that a chain has no gaps or that a claim's article exists. Bodies
drawn from them alone would nearly all be refused for that, and reach nothing behind it.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from api.schemas.dates import FUZZY
from tests.fuzz.filling import WORDS
from tests.fuzz.records import MODELS, Existing

Json = dict[str, Any]
AS_DRAWN = 0.15  # of all parts: what is wrong with them must be refused
EITHER = (
    ("source_id", "source"),
    ("outlet_id", "outlet"),
    ("organisation_id", "organisation"),
    ("assessor_id", "assessor"),
    ("fact_id", "fact"),
)
EVIDENCE = ("claim_id", "article_id", "url")
# Instants that agree with one another: a fact opens before it closes and is known.
INSTANTS = {
    "opens_at": ("2022-03-01", "2022-03-01T06:00:00Z"),
    "closes_at": ("2022-03-31", "2022-03-31T23:59:59.5+02:00"),
    "known_at": ("2022-04-01", "2022-04-02"),
    "as_of": ("2022-04-01", "2022-04-02"),
    "resolves_by": ("2022-05-01", "2100-05-01"),
    "captured_at": ("2022-04-01", "2022-04-01T09:30:00Z"),
}
DATES: tuple[Json | str | None, ...] = (
    None,
    {"from": "2022-03-21", "to": "2022-03-22", "precision": "day"},
    {"from": "2022-01-01", "to": None, "precision": "year", "text": "this year"},
    {"from": None, "to": "2022-03-21T09:30:00Z", "precision": None},
    {"text": "lately"},
    "2022-03",
    "2022-03-21T09:30Z",
)
COUNTRIES = ("BY", "GB", "UK")
UNNAMED = {"anonymous_person", "anonymous_group"}


class Meaning:
    """Puts the parts of a body right, each or not as ``chance`` has it."""

    def __init__(self, existing: Existing, chance: Random, *, of_facts: bool) -> None:
        self._existing, self._chance = existing, chance
        self._merged_into = "fact_id" if of_facts else "source_id"

    def of(self, value: Any) -> Any:
        """Return ``value`` with most of its errors corrected."""
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if not isinstance(value, dict):
            return value
        sensible = {name: self.of(item) for name, item in value.items()}
        if self._chance.random() < AS_DRAWN:
            return sensible
        for put_right in self._rules():
            put_right(sensible)
        return sensible

    def _rules(self) -> tuple[Callable[[Json], None], ...]:
        return (
            self._embargo,
            self._one_of_two,
            self._evidence,
            self._ids,
            self._dates,
            self._instants,
            self._country,
            self._url,
            self._chain,
            self._span,
            self._probability,
            self._owner,
        )

    def _embargo(self, body: Json) -> None:
        """Let it end after this test."""
        if body.get("embargo_until") is not None:
            body["embargo_until"] = "2100-03-21T06:00:00Z"
            body["visibility"] = self._chance.choice(("restricted", "public"))

    def _one_of_two(self, body: Json) -> None:
        for pair in EITHER:
            if all(body.get(name) is not None for name in pair):
                del body[self._chance.choice(pair)]

    def _evidence(self, body: Json) -> None:
        """Let it be one thing."""
        if "bearing" not in body:
            return
        given = [name for name in EVIDENCE if body.get(name) is not None]
        kept = self._chance.choice(given or ["url"])
        for name in set(EVIDENCE) - {kept}:
            body.pop(name, None)
        body.setdefault(kept, "https://example.org/")

    def _ids(self, body: Json) -> None:
        for name in sorted(body.keys() & MODELS.keys()):
            if name.endswith("_id") and isinstance(body[name], int):
                like = self._merged_into if name == "merged_into_id" else name
                body[name] = self._existing.an_id(like, self._chance) or body[name]

    def _dates(self, body: Json) -> None:
        for name in sorted(body.keys() & FUZZY):
            body[name] = self._chance.choice(DATES)

    def _country(self, body: Json) -> None:
        """Let it be assigned, mostly."""
        if body.get("country_code") is not None:
            body["country_code"] = self._chance.choice(COUNTRIES)

    def _instants(self, body: Json) -> None:
        for name in sorted(body.keys() & INSTANTS.keys()):
            if body[name] is not None:
                body[name] = self._chance.choice(INSTANTS[name])
        if body.get("kind") == "forecast":
            body["resolution_criteria"] = "The weather office says so."
            body["resolves_by"] = self._chance.choice(INSTANTS["resolves_by"])

    def _url(self, body: Json) -> None:
        for name in sorted(body.keys() & {"url", "archive_url"}):
            body[name] = f"https://example.org/{self._chance.randrange(10_000)}"

    def _chain(self, body: Json) -> None:
        steps = body.get("attribution")
        if not isinstance(steps, list) or not all(isinstance(s, dict) for s in steps):
            return
        del steps[3:]
        if not steps:
            body["form"] = "unattributed"
        elif body.get("form") == "unattributed":
            body["form"] = "paraphrase"
        ids: set[int] = set()
        for number, step in enumerate(steps, 1):
            step["position"] = number
            step["relation"] = "said" if number == len(steps) else "relays"
            if "source_id" not in step and "source" not in step:
                step["source_id"] = self._existing.an_id("source_id", self._chance)
            if step.get("source_id") in ids:  # a source occurs only once in a chain
                step["source_id"] = max(ids) - 1
            ids |= {step["source_id"]} if step.get("source_id") else set()

    def _span(self, body: Json) -> None:
        if "part" not in body:
            return
        body.clear()
        body |= {"part": "content", "exact": self._chance.choice(WORDS)}

    def _probability(self, body: Json) -> None:
        for name in ("probability_low", "probability_high", "probability_basis"):
            body.pop(name, None)

    def _owner(self, body: Json) -> None:
        """Give an unnamed source an article, and a named one none."""
        if "kind" not in body or "name" not in body:
            return
        if body["kind"] not in UNNAMED:
            body.pop("article_id", None)
            body.pop("ordinal", None)
        elif "article_id" in body:
            article = self._existing.an_id("article_id", self._chance)
            body["article_id"] = article or body["article_id"]
