"""Facts at an instant, with those merged into them then, and all that was judged."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from db.errors import MergedError, NotFoundError
from db.history.snapshots import Snapshot, instant_of
from db.history.sources import Sources, load_sources
from db.models.fact_state import code_of
from db.queries.as_recorded import list_merged_facts
from db.queries.snapshots import Image
from db.values.dates import end_of

TICK = timedelta(microseconds=1)
Path = tuple[tuple[datetime, int], ...]


class Facts:
    """Facts by their ids, each with the merges that lead from and to it."""

    def __init__(self, images: Mapping[int, Image], assessors: Sources) -> None:
        self.images = images
        self._assessors = assessors
        self._merged: dict[int, list[int]] = {}
        for image in sorted(images.values(), key=_merged_at):
            self._merged.setdefault(image["merged_into_id"], []).append(image["id"])

    def survivor(self, fact_id: int) -> int:
        """Return the fact that a fact lived on in, or its own id."""
        while into_id := self.images[fact_id]["merged_into_id"]:
            fact_id = into_id
        return fact_id

    def path(self, fact_id: int) -> Path:
        """Return how a fact is reached from its survivor; of two the lesser counts."""
        steps: list[tuple[datetime, int]] = []
        while into_id := self.images[fact_id]["merged_into_id"]:
            steps.insert(0, _merged_at(self.images[fact_id]))
            fact_id = into_id
        return tuple(steps)

    def members(self, fact_id: int) -> Iterator[int]:
        """Yield a fact and those merged into it, in the order in which they count."""
        yield fact_id
        for merged_id in self._merged.get(fact_id, ()):
            yield from self.members(merged_id)

    def outcome(self, fact_id: int) -> Image | None:
        """Return the outcome that counted for a fact."""
        for member in self.members(fact_id):
            for outcome in self.images[member]["outcomes"]:
                found: Image = outcome
                return found
        return None

    def assessments(self, fact_id: int) -> list[Image]:
        """Return the assessments that counted for a fact."""
        found: dict[Any, Image] = {}
        for member in self.members(fact_id):
            for one in self.images[member]["assessments"]:
                key = one["assessor_id"], one["as_of"]
                found.setdefault(key, {**one, "fact_id": fact_id})
        return list(found.values())

    def assessor(self, assessment: Image) -> int | None:
        """Return who held something, as they then lived on; nobody is our own desk."""
        assessor_id = assessment["assessor_id"]
        return assessor_id and int(self._assessors.survivor(assessor_id)["id"])

    def verdicts(self, fact_id: int) -> list[Any]:
        """Return the verdicts that each assessor held last of a fact."""
        latest: dict[int | None, list[Image]] = {}
        for one in self.assessments(fact_id):
            latest.setdefault(self.assessor(one), []).append(one)
        found = []
        for held in latest.values():
            last = max(instant_of(one["as_of"]) for one in held)
            found += [o["verdict"] for o in held if instant_of(o["as_of"]) == last]
        return found


async def load_facts(
    snapshot: Snapshot, fact_ids: Iterable[int | None], *, merged: bool = True
) -> Facts:
    """Return facts with their survivors and parents, and those merged into them."""
    wanted = {fact_id for fact_id in fact_ids if fact_id is not None}
    if merged:
        wanted |= {row.id for row in await snapshot.read(list_merged_facts)}
    images: dict[int, Image] = {}
    while missing := wanted - images.keys():
        found = await snapshot.images("fact", missing)
        images |= found
        wanted = {image["merged_into_id"] for image in found.values()} | {
            image["parent_id"] for image in found.values()
        }
        wanted -= {None}
    held = (one for image in images.values() for one in image["assessments"])
    assessors = await load_sources(snapshot, (one["assessor_id"] for one in held))
    return Facts(images, assessors)


async def require_fact_at(
    snapshot: Snapshot, fact_id: int, *, withdrawn: bool = False
) -> Facts:
    """Return a fact and its merges; raise ``NotFoundError`` or ``MergedError``."""
    facts = await load_facts(snapshot, [fact_id])
    image = facts.images.get(fact_id)
    if image is None or (image["withdrawn_at"] and not withdrawn):
        raise NotFoundError("fact", fact_id)
    if image["merged_into_id"]:
        raise MergedError("fact", fact_id, image["merged_into_id"])
    return facts


def fact_row(facts: Facts, fact_id: int, snapshot: Snapshot) -> SimpleNamespace:
    """Return a fact as a row, like those of ``db.queries.facts``."""
    image = facts.images[fact_id]
    outcome = facts.outcome(fact_id)
    by = image["resolves_by"] and end_of(instant_of(image["resolves_by"]))
    code = code_of(
        outcome["value"] if outcome else None,
        facts.verdicts(fact_id),
        due=bool(by and by < snapshot.at + TICK),
    )
    more: dict[str, Any] = {"code": code, "outcome_id": None}
    if outcome:
        more = {"code": code, **outcome}
        more |= {"outcome_id": outcome["id"], "outcome_value": outcome["value"]}
        more["outcome_created_at"] = outcome["created_at"]
    named = {
        f"{name}_{column}": facts.images[other_id][column]
        if (other_id := image[f"{name}_id"]) in facts.images
        else None
        for name in ("parent", "merged_into")
        for column in ("slug", "statement")
    }
    return SimpleNamespace(**{**more, **image, **named})


def _merged_at(image: Image) -> tuple[datetime, int]:
    """Return when a merged fact was: nothing changes it afterwards."""
    return instant_of(image["updated_at"]), image["id"]
