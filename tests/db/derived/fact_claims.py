"""Claims on one fact, written by hand or generated, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from hypothesis import strategies as st

from db.derived.fact_claims import FactClaims, assemble_fact_claims
from db.models.affiliation import AffiliationRelation
from db.models.source import SourceKind
from db.models.stance import StanceValue
from db.queries.fact_claims import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    RetractionRow,
    RootArticleRow,
)

UNNAMED = ("anonymous_person", "anonymous_group", "unresolved")
NAMED = tuple(kind for kind in get_args(SourceKind) if kind not in UNNAMED)
NAMES = ("the sources", "officials", "aide")


@dataclass
class Record:
    """Rows as they are loaded, in any order."""

    rows: list[FactClaimRow] = field(default_factory=list)
    steps: list[ChainStepRow] = field(default_factory=list)
    sources: list[ChainSourceRow] = field(default_factory=list)
    affiliations: list[ChainAffiliationRow] = field(default_factory=list)
    roots: list[RootArticleRow] = field(default_factory=list)
    retractions: list[RetractionRow] = field(default_factory=list)

    def fact_claims(self) -> FactClaims:
        return assemble_fact_claims(
            self.rows,
            steps=self.steps,
            sources=self.sources,
            affiliations=self.affiliations,
            roots=self.roots,
            retractions=self.retractions,
        )

    def add_claim(self, claim_id: int, chain: Sequence[Sequence[int]]) -> None:
        """Give a claim its steps: the sources at each position."""
        for position, source_ids in enumerate(chain, 1):
            for source_id in source_ids:
                is_origin = position == len(chain)
                step = ChainStepRow((claim_id, position, is_origin, source_id, None))
                self.steps.append(step)

    def retract(self, number: int, *, by_claim_id: int = 0) -> None:
        """Let the source of a step take its claim back."""
        step = self.steps[number]
        link_id = len(self.retractions) + 1
        self.steps[number] = ChainStepRow((*step[:4], link_id))
        row = (link_id, step.claim_id, by_claim_id, "retracts", f"2022-04-{link_id:02}")
        self.retractions.append(RetractionRow(row))


def row(claim_id: int, **values: Any) -> FactClaimRow:
    """Return the row of a claim; it is the only one of its article."""
    columns = dict.fromkeys(FactClaimRow.columns) | {
        "claim_id": claim_id,
        "fact_id": 1,
        "stance": "supports",
        "dated_at": "2022-03-21",
        "dated_basis": "said",
        "article_id": claim_id,
        "article_published_from": "2022-03-21T00:00:00.000000Z",
        "article_published_precision": "day",
    }
    return FactClaimRow.of(columns | values)


def affiliation(
    source_id: int, organisation_id: int, relation: str = "member_of", **held: str
) -> ChainAffiliationRow:
    columns = dict.fromkeys(ChainAffiliationRow.columns) | held
    ids = {"source_id": source_id, "organisation_id": organisation_id}
    return ChainAffiliationRow.of(columns | ids | {"relation": relation})


def source(source_id: int, kind: str = "organisation", **values: Any) -> ChainSourceRow:
    columns = {"name": f"S{source_id}", "article_id": None, "ordinal": 1}
    columns |= {"id": source_id, "kind": kind, "folded": f"s{source_id}"}
    return ChainSourceRow.of(columns | values)


@st.composite
def records(draw: st.DrawFn, most: int = 12) -> Record:
    """Draw articles, some of them reprints, with the claims of all kinds of sources."""
    record = Record()
    articles = range(1, draw(st.integers(1, 6)) + 1)
    named = range(101, 108)
    kinds = [draw(st.sampled_from(NAMED)) for _ in named]
    record.sources += [
        source(one, kind) for one, kind in zip(named, kinds, strict=True)
    ]
    unnamed: dict[int, list[int]] = {}
    for article_id in articles:
        unnamed[article_id] = []
        for _ in range(draw(st.integers(0, 4))):
            name, kind = draw(st.sampled_from(NAMES)), draw(st.sampled_from(UNNAMED))
            source_id = 201 + len(record.sources)
            record.sources.append(
                source(source_id, kind, article_id=article_id, folded=name)
            )
            unnamed[article_id].append(source_id)
    published = {
        at: draw(st.sampled_from(["2022-03-21", "2022-03-22"])) for at in articles
    }
    outlets = {at: draw(st.sampled_from([None, *named])) for at in articles}
    roots = {
        at: draw(st.none() | st.integers(1, at - 1)) if at > 1 else None
        for at in articles
    }
    for claim_id in range(1, draw(st.integers(0, most)) + 1):
        at = draw(st.sampled_from(articles))
        standing = st.sampled_from([*named, *unnamed[at]])
        steps = draw(st.lists(standing, unique=True, max_size=4))
        cut = draw(st.integers(1, 2))
        chain = [part for part in (steps[:cut], steps[cut:]) if part]
        record.add_claim(claim_id, chain)
        record.rows.append(
            row(
                claim_id,
                stance=draw(st.sampled_from(get_args(StanceValue))),
                dated_at=draw(st.sampled_from(["2022-03-20", published[at]])),
                article_id=at,
                article_outlet_id=outlets[at],
                article_published_from=f"{published[at]}T00:00:00.000000Z",
                root_article_id=roots[at],
            )
        )
    used = {one.article_id for one in record.rows}
    record.roots = [
        RootArticleRow((at, roots[at], outlets[at], None))
        for at in articles
        if draw(st.booleans()) or at not in used
    ]
    known = [one.id for one in record.sources]
    for _ in range(draw(st.integers(0, 8))):
        member, of = draw(st.sampled_from(known)), draw(st.sampled_from(named))
        relation = draw(st.sampled_from(get_args(AffiliationRelation)))
        if member != of:
            record.affiliations.append(affiliation(member, of, relation))
    return record
