"""Claims at an instant, with all that their rows show of other records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from api.snapshots.facts import Facts, load_facts
from api.snapshots.images import Snapshot
from api.snapshots.sources import Sources, article_columns, load_sources
from db.errors import NotFoundError
from db.queries.snapshots import Image


@dataclass(frozen=True)
class Claims:
    """Claims that were there, by their ids, and the records they stand among."""

    images: Mapping[int, Image]
    articles: Mapping[int, Image]
    sources: Sources
    tags: Mapping[int, Image]
    facts: Facts

    def row(self, claim_id: int) -> SimpleNamespace:
        """Return a claim as a row, like those of ``db.queries.claims``."""
        image = self.images[claim_id]
        article = self.articles[image["article_id"]]
        revision = {
            f"revision_{name}": value
            for one in article["revisions"]
            if one["id"] == image["revision_id"]
            for name, value in one.items()
        }
        columns = {**revision, **image, **dated(image, article)}
        return SimpleNamespace(**columns, **article_columns(article, self.sources))

    def steps(self, claim_id: int) -> list[SimpleNamespace]:
        """Return the chain of a claim as rows, each source as it then lived on."""
        return [
            SimpleNamespace(
                **{
                    **step,
                    "claim_id": claim_id,
                    "source_id": source["id"],
                    "name": source["name"],
                    "kind": source["kind"],
                    "printed_name": printed["name"],
                    "printed_kind": printed["kind"],
                }
            )
            for step in self.images[claim_id]["attribution"]
            for printed in (self.sources.images[step["printed_source_id"]],)
            for source in (self.sources.survivor(printed["id"]),)
        ]

    def spans(self, claim_id: int) -> list[SimpleNamespace]:
        """Return where the words of a claim stand, as rows."""
        return [SimpleNamespace(**span) for span in self.images[claim_id]["spans"]]

    def tags_of(self, claim_id: int) -> list[SimpleNamespace]:
        """Return the tags on a claim, as rows."""
        tags = (tag["tag_id"] for tag in self.images[claim_id]["tags"])
        return [SimpleNamespace(name=self.tags[tag_id]["name"]) for tag_id in tags]

    def stances(self, claim_id: int) -> list[SimpleNamespace]:
        """Return how a claim bore on the facts that its stances then counted for."""
        counted: dict[int, Image] = {}
        for stance in self.images[claim_id]["stances"]:
            fact_id = self.facts.survivor(stance["judged_fact_id"])
            path = self.facts.path(stance["judged_fact_id"])
            rival = counted.get(fact_id)
            if rival is None or path < self.facts.path(rival["judged_fact_id"]):
                counted[fact_id] = stance
        rows = [
            SimpleNamespace(
                **{
                    **stance,
                    "claim_id": claim_id,
                    "fact_id": fact_id,
                    "slug": self.facts.images[fact_id]["slug"],
                    "statement": self.facts.images[fact_id]["statement"],
                }
            )
            for fact_id, stance in counted.items()
        ]
        return sorted(rows, key=lambda row: int(row.id))

    def parts(self, claim_id: int) -> tuple[list[SimpleNamespace], ...]:
        """Return what a single claim shows, in the order its format wants."""
        return (
            self.steps(claim_id),
            self.spans(claim_id),
            self.tags_of(claim_id),
            self.stances(claim_id),
        )


async def load_claims(snapshot: Snapshot, claim_ids: Iterable[int]) -> Claims:
    """Return those claims that were there, withdrawn or not, with what they show."""
    images = await snapshot.images("claim", claim_ids)
    claims = images.values()
    articles = await snapshot.images("article", (c["article_id"] for c in claims))
    outlets = (article["outlet_id"] for article in articles.values())
    steps = (s["printed_source_id"] for c in claims for s in c["attribution"])
    tags = (tag["tag_id"] for claim in claims for tag in claim["tags"])
    judged = (s["judged_fact_id"] for claim in claims for s in claim["stances"])
    return Claims(
        images,
        articles,
        await load_sources(snapshot, [*outlets, *steps]),
        await snapshot.images("tag", tags),
        await load_facts(snapshot, judged, merged=False),
    )


async def require_claim_at(
    snapshot: Snapshot, claim_id: int, *, withdrawn: bool = False
) -> Claims:
    """Return a claim with what it shows, or raise ``NotFoundError``."""
    claims = await load_claims(snapshot, [claim_id])
    image = claims.images.get(claim_id)
    if image is None or (image["withdrawn_at"] and not withdrawn):
        raise NotFoundError("claim", claim_id)
    return claims


def dated(claim: Image, article: Image) -> dict[str, Any]:
    """Return when a claim was dated: its article's date may have changed since."""
    if claim["said_from"]:
        return {"dated_at": claim["said_from"], "dated_basis": "said"}
    if article["published_from"]:
        return {"dated_at": article["published_from"], "dated_basis": "published"}
    return {"dated_at": claim["created_at"], "dated_basis": "recorded"}
