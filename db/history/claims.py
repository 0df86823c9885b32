"""Claims at an instant, with the records that they refer to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.errors import MergedError, NotFoundError
from db.history.facts import Facts, load_facts
from db.history.mergeable import Mergeable, load_mergeable
from db.history.past_records import PastRecords
from db.history.sources import article_columns, load_sources
from db.queries.claims import (
    ClaimListRow,
    ClaimRow,
    SpanRow,
    StepRow,
    SubjectRow,
    TagOfClaimRow,
)
from db.queries.fact_claims import COUNTED_REVIEWS, ChainStepRow
from db.queries.snapshots import Snapshot
from db.queries.stances import StanceRow
from db.reads.claims import ClaimDetail, ClaimParts

REVISION = ("number", "captured_at", "text_length", "text_sha256")


@dataclass(frozen=True)
class Claims:
    """Claims at an instant by id, and the records that they refer to."""

    snapshots: Mapping[int, Snapshot]
    articles: Mergeable
    sources: Mergeable
    tags: Mapping[int, Snapshot]
    facts: Facts

    def detail(self, claim_id: int) -> ClaimDetail:
        """Return a single claim."""
        return ClaimDetail(
            ClaimRow.of(self.columns(claim_id)),
            self.steps(claim_id),
            self.subjects(claim_id),
            self.spans(claim_id),
            self.tags_of(claim_id),
            self.stances(claim_id),
        )

    def row(self, claim_id: int, *, whole: bool = False) -> ClaimListRow:
        """Return a claim with the columns of lists, or with all its columns."""
        row_type = ClaimRow if whole else ClaimListRow
        return row_type.of(self.columns(claim_id))

    def parts(self, claim_ids: Sequence[int]) -> ClaimParts:
        """Return the children of claims."""
        chains = {claim_id: self.steps(claim_id) for claim_id in claim_ids}
        return ClaimParts(
            chains,
            chains,
            {claim_id: self.subjects(claim_id) for claim_id in claim_ids},
            {claim_id: self.spans(claim_id) for claim_id in claim_ids},
            {claim_id: self.tags_of(claim_id) for claim_id in claim_ids},
            {claim_id: self.stances(claim_id) for claim_id in claim_ids},
        )

    def steps(self, claim_id: int) -> list[StepRow]:
        """Return the chain of a claim, each source with its survivor at that time."""
        found = []
        for step in self._parts(claim_id, "attribution"):
            named = self._source_columns(step["printed_source_id"])
            found.append(StepRow.of(step | named))
        return found

    def chain(self, claim_id: int) -> list[ChainStepRow]:
        """Return the chain of a claim, with what derivations need of it."""
        return [
            ChainStepRow(
                (
                    claim_id,
                    step["position"],
                    step["is_origin"],
                    self.sources.survivor(step["printed_source_id"])["id"],
                    None,
                )
            )
            for step in self.snapshots[claim_id].get("attribution", ())
        ]

    def subjects(self, claim_id: int) -> list[SubjectRow]:
        """Return the subjects of a claim, each survivor at that time once."""
        found = dict[int, SubjectRow]()
        for subject in self._parts(claim_id, "subjects"):
            named = self._source_columns(subject["printed_source_id"])
            row = SubjectRow.of(subject | named)
            found.setdefault(row.source_id, row)
        return list(found.values())

    def spans(self, claim_id: int) -> list[SpanRow]:
        """Return the spans of the words of a claim."""
        return [SpanRow.of(one) for one in self._parts(claim_id, "spans")]

    def tags_of(self, claim_id: int) -> list[TagOfClaimRow]:
        """Return the tags on a claim."""
        return [
            TagOfClaimRow.of(tag | {"name": self.tags[tag["tag_id"]]["name"]})
            for tag in self._parts(claim_id, "tags")
        ]

    def stances(self, claim_id: int) -> list[StanceRow]:
        """Return the stances of a claim, with the facts for which they counted then."""
        return [
            StanceRow.of(stance | self._fact_columns(fact_id) | {"claim_id": claim_id})
            for fact_id, stance in self.held(claim_id)
        ]

    def held(self, claim_id: int) -> Iterator[tuple[int, Snapshot]]:
        """Yield the stances of a claim, each with the fact for which it counted."""
        counted = self._counted_stances(claim_id).items()
        yield from sorted(counted, key=lambda pair: int(pair[1]["id"]))

    def columns(self, claim_id: int) -> dict[str, Any]:
        """Return the columns of a claim, its revision and its article, by name."""
        snapshot = self.snapshots[claim_id]
        article = self.articles.snapshots[snapshot["article_id"]]
        revisions = {one["id"]: one for one in article["revisions"]}
        revision = revisions.get(snapshot["revision_id"], {})
        return {
            **{f"revision_{name}": revision.get(name) for name in REVISION},
            **snapshot,
            **self.dated(claim_id),
            **article_columns(article, self.sources),
        }

    def dated(self, claim_id: int) -> dict[str, Any]:
        """Return the date of a claim, and its basis."""
        snapshot = self.snapshots[claim_id]
        return dated(snapshot, self.articles.snapshots[snapshot["article_id"]])

    def _parts(self, claim_id: int, name: str) -> Iterator[Snapshot]:
        """Yield the children of a claim, each with the id of the claim."""
        # An old snapshot may lack a kind of children that was added later.
        for one in self.snapshots[claim_id].get(name, ()):
            yield {**one, "claim_id": claim_id}

    def _source_columns(self, printed_id: int) -> dict[str, Any]:
        """Return the columns of a printed source and of its survivor at that time."""
        printed = self.sources.snapshots[printed_id]
        source = self.sources.survivor(printed_id)
        return {
            "source_id": source["id"],
            "name": source["name"],
            "kind": source["kind"],
            "printed_name": printed["name"],
            "printed_kind": printed["kind"],
        }

    def _counted_stances(self, claim_id: int) -> Mapping[int, Snapshot]:
        """Return the stance that counted for each fact: that on the nearest one."""
        counted: dict[int, Snapshot] = {}
        given = self.snapshots[claim_id].get("stances", ())
        for stance in sorted(given, key=self._precedence):
            counted.setdefault(self.facts.survivor(stance["judged_fact_id"]), stance)
        return counted

    def _precedence(self, stance: Snapshot) -> int:
        return self.facts.precedence(stance["judged_fact_id"])

    def _fact_columns(self, fact_id: int) -> dict[str, Any]:
        fact = self.facts.snapshots[fact_id]
        return {
            "fact_id": fact_id,
            "slug": fact["slug"],
            "statement": fact["statement"],
        }


async def load_claims(past: PastRecords, claim_ids: Iterable[int]) -> Claims:
    """Return the claims that existed, even withdrawn, and the records they refer to."""
    snapshots = await past.snapshots("claim", claim_ids)
    claims = snapshots.values()
    printed_in = (claim["article_id"] for claim in claims)
    articles = await load_mergeable(past, "article", printed_in)
    outlets = (article["outlet_id"] for article in articles.snapshots.values())
    printed = (
        source_id
        for name in ("attribution", "subjects")
        for source_id in _of_children(claims, name, "printed_source_id")
    )
    tags = _of_children(claims, "tags", "tag_id")
    judged = _of_children(claims, "stances", "judged_fact_id")
    return Claims(
        snapshots,
        articles,
        await load_sources(past, [*outlets, *printed]),
        await past.snapshots("tag", tags),
        await load_facts(past, judged, merged=False),
    )


def _of_children(claims: Iterable[Snapshot], name: str, column: str) -> Iterator[int]:
    """Yield the values of a column in the children of claims."""
    for claim in claims:
        for child in claim.get(name, ()):
            yield child[column]


async def require_claim_at(
    past: PastRecords, claim_id: int, *, withdrawn: bool = False
) -> Claims:
    """Return a claim and the records that it refers to.

    Raise ``NotFoundError`` or ``MergedError``.
    """
    claims = await load_claims(past, [claim_id])
    snapshot = claims.snapshots.get(claim_id)
    if snapshot and snapshot["merged_into_id"]:
        raise MergedError("claim", claim_id, snapshot["merged_into_id"])
    if snapshot is None or (snapshot["withdrawn_at"] and not withdrawn):
        raise NotFoundError("claim", claim_id)
    return claims


def counts(claim: Snapshot) -> bool:
    """Return whether a claim counted: it was live and its review state counts."""
    return claim["withdrawn_at"] is None and claim["review"] in COUNTED_REVIEWS


def is_draft(claim: Snapshot) -> bool:
    """Return whether a claim was live and unreviewed."""
    return claim["withdrawn_at"] is None and claim["review"] == "draft"


def dated(claim: Snapshot, article: Snapshot) -> dict[str, Any]:
    """Return the date of a claim then, even if the date of its article has changed."""
    if said := claim["said_from"] or claim["said_to"]:
        return {"dated_at": said, "dated_basis": "said"}
    if published := article["published_from"] or article["published_to"]:
        return {"dated_at": published, "dated_basis": "published"}
    return {"dated_at": claim["created_at"], "dated_basis": "recorded"}
