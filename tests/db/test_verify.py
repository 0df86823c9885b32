from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Delete, Update, delete, update

from db.commands.articles import RevisionSpec, add_revision, merge_article
from db.commands.claims import Selector, merge_claim, withdraw_claim
from db.commands.facts import assess_fact, merge_fact, record_outcome
from db.commands.sources import merge_source
from db.commands.tags import make_tag
from db.engine.session import Write
from db.models import (
    Article,
    ArticleAddress,
    ArticleBand,
    ArticleIdentifier,
    Assessment,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Editable,
    Fact,
    Identity,
    Outcome,
    Revision,
    Source,
    SourceIdentifier,
    Span,
    Stance,
    Tag,
)
from db.queries.verify import CHECKS, MAX_VIOLATIONS
from db.values.viewer import LOCAL_VIEWER
from tests.db.conftest import undone
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
    make_unnamed,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = datetime(2022, 3, 22, tzinfo=UTC)
TEXT = "🛰 Él dijo “no hay señal”, según un portavoz. Él dijo “no hay señal”, otra vez."
WITHDRAWN = {"withdrawn_at": MONDAY}
RESTRICTED = {"visibility": "restricted"}
EMBARGOED = RESTRICTED | {"embargo_until": TUESDAY}
ASTRAY = {"fact_id": "whole"}
MISPLACED = (
    {"recorded_at": MONDAY},
    {"article_id": 0},
    {"start": 1},
    {"draft_visibility": "public"},
)
MISDATED = {"dated_at": datetime(2020, 1, 1, tzinfo=UTC)}


@dataclass
class Told:
    """Records with everything in them that a check looks at, and nothing wrong."""

    article: Article
    original: Article
    copy: Article
    outlet: Source
    official: Source
    ministry: Source
    member: Source
    twin: Source
    claim: Claim
    withdrawn: Claim
    repeated: Claim
    whole: Fact
    fact: Fact
    merged: Fact
    tag: Tag

    def record(self, name: str) -> Editable:
        record: Editable = getattr(self, name)
        return record


@pytest.fixture
def write(written: Write) -> Iterator[Write]:
    with undone(written) as write:
        yield write


@pytest.fixture
def told(told_once: Told, write: Write) -> Told:
    assert write
    return told_once


@pytest.fixture(scope="module")
def told_once(written: Write) -> Told:
    write = written
    outlet = make_outlet(write, name="Agencia")
    original = make_article(
        write,
        " ".join(f"Texto {number}." for number in range(20)),
        outlet_id=outlet.id,
        url="https://a.example/texto",
        identifiers=[{"scheme": "wire", "value": "7"}],
    )
    article = make_article(
        write,
        TEXT,
        outlet_id=outlet.id,
        root_article_id=original.id,
        published_from=MONDAY,
    )
    add_revision(write, article.id, RevisionSpec(f"{TEXT} Fin."))
    copy = make_article(write)
    merge_article(write, copy.id, into_id=article.id, version=1)
    official = make_unnamed(
        write, article, identifiers=[{"scheme": "seed", "value": "official"}]
    )
    ministry = make_source(write, kind="organisation")
    member = make_source(
        write,
        affiliations=[{"organisation_id": ministry.id, "relation": "works_for"}],
    )
    twin = make_source(write)
    merge_source(write, twin.id, into_id=member.id, version=1)
    spans = (
        Selector("content", start=25, end=31),
        Selector("content", exact="no hay señal", prefix="dijo “", suffix="”, otra"),
        Selector("source", position=1, exact="un portavoz"),
        Selector("cue", position=1, start=2, end=9),
    )
    whole = make_fact(write)
    fact, merged = (make_fact(write, parent_id=whole.id) for _ in range(2))
    stances = [{"fact_id": one.id, "stance": "denies"} for one in (fact, merged)]
    given = {"article": article, "spans": spans, "tags": ("one", "two")}
    given |= {"stances": stances}
    claim = make_claim(write, official, ministry, about=(member,), **given)
    gone = make_claim(write, official, ministry, **given, said_from=MONDAY)
    withdraw_claim(write, gone.id, version=1)
    make_claim(write, article=original, visibility="restricted")
    repeated = make_claim(write, article=original)
    merge_claim(write, repeated.id, into_id=claim.id, version=1)
    judge(write, fact, merged)
    merge_fact(write, merged.id, into_id=fact.id, version=4)
    return Told(
        article,
        original,
        copy,
        outlet,
        official,
        ministry,
        member,
        twin,
        claim,
        gone,
        repeated,
        whole,
        fact,
        merged,
        tag=make_tag(write, name="war"),
    )


def judge(write: Write, fact: Fact, merged: Fact) -> None:
    """Judge both facts, once equally and otherwise not, and resolve the merged one."""
    held = {"verdict": "false", "as_of": MONDAY}
    for one in (fact, merged):
        assess_fact(write, one.id, held)
    assess_fact(write, merged.id, held | {"assessor": {"name": "Desk"}})
    record_outcome(write, merged.id, {"value": "no", "known_at": MONDAY})


def found(write: Write, name: str) -> list[int]:
    rows = write.rows(CHECKS[name].builder(viewer=LOCAL_VIEWER))
    return [row.id for row in rows]


Statement = Update | Delete
Plant = Callable[[Told], Statement]


def step(position: int, /, **values: Any) -> Plant:
    """Change the step of the claim at ``position``."""
    place = Attribution.position == position
    return lambda told: (
        update(Attribution)
        .where(Attribution.claim_id == told.claim.id, place)
        .values(**values)
    )


def span(part: str, seq: int = 1, /, **values: Any) -> Plant:
    """Change one span of the claim."""
    place = (Span.part == part) & (Span.seq == seq)
    return lambda told: (
        update(Span).where(Span.claim_id == told.claim.id, place).values(**values)
    )


def record(name: str, /, **values: Any) -> Plant:
    """Change the record called ``name``; other records are given by their names."""

    def statement(told: Told) -> Statement:
        model, record_id = type(told.record(name)), told.record(name).id
        named = (k for k, v in values.items() if k.endswith("_id") and v)
        ids = {k: told.record(values[k]).id for k in named}
        return update(model).where(model.id == record_id).values(**values | ids)

    return statement


def merged(name: str) -> dict[str, str]:
    """Return the columns of a source that was merged into the one called ``name``."""
    return {"merged_into_id": name, "survivor_id": name}


def child(model: Any, key: str, name: str, **values: Any) -> Plant:
    """Change every ``model`` row that belongs to the record called ``name``."""
    return lambda told: (
        update(model)
        .where(getattr(model, key) == told.record(name).id)
        .values(**values)
    )


def judged(model: Any, name: str, **values: Any) -> Plant:
    """Change every judgement of the fact called ``name``, as ``record`` does."""

    def statement(told: Told) -> Statement:
        ids = {k: told.record(v).id for k, v in values.items() if k.endswith("_id")}
        of_it = model.judged_fact_id == told.record(name).id
        return update(model).where(of_it).values(**values | ids)

    return statement


def chainless(told: Told) -> Statement:
    return delete(Attribution).where(Attribution.claim_id == told.claim.id)


def textless(told: Told) -> Statement:
    return update(Claim).where(Claim.id == told.claim.id).values(revision_id=None)


GONE = {"superseded_at": MONDAY}
BOTH = ("claim", "withdrawn")
PLANTS: list[tuple[str, tuple[str, ...], list[Plant]]] = [
    ("claim.positions", ("claim",), [step(2, position=3)]),
    ("claim.positions", ("claim",), [step(1, position=4)]),
    ("claim.seqs", ("claim",), [step(2, seq=2)]),
    ("claim.origins", ("claim",), [step(1, is_origin=True)]),
    ("claim.origins", ("claim",), [step(2, is_origin=False)]),
    ("claim.relations", ("claim",), [step(1, relation="said")]),
    ("claim.relations", ("claim",), [step(2, relation="cites")]),
    ("claim.unattributed", ("claim",), [record("claim", form="unattributed")]),
    ("claim.unattributed", ("claim",), [chainless]),
    ("claim.unnamed", BOTH, [record("official", article_id="original")]),
    ("claim.survivors", BOTH, [record("ministry", **merged("outlet"))]),
    ("claim.outlet", ("claim",), [record("claim", outlet_id="ministry")]),
    ("claim.outlet", ("claim",), [record("claim", outlet_id=None)]),
    ("claim.outlet", BOTH, [record("article", outlet_id=None)]),
    ("claim.outlet", BOTH, [record("article", outlet_id="ministry")]),
    (
        "source.survivors",
        ("official",),
        [record("official", merged_into_id="ministry", survivor_id="outlet")],
    ),
    ("source.survivors", ("twin",), [record("twin", survivor_id="outlet")]),
    ("article.merges", ("copy",), [record("copy", survivor_id="original")]),
    (
        "article.merge_circles",
        ("article", "copy"),
        [record("article", **merged("copy"))],
    ),
    (
        "claim.merges",
        ("repeated",),
        [record("repeated", survivor_id="withdrawn")],
    ),
    ("claim.survivor", ("repeated",), [record("claim", **WITHDRAWN)]),
    (
        "claim.circles",
        ("claim", "repeated"),
        [record("claim", **merged("repeated"), **WITHDRAWN)],
    ),
    (
        "source.identities",
        ("twin",),
        [lambda _: update(Identity).values(judgement="different")],
    ),
    ("claim.span_words", ("claim",), [span("content", start=26, end=32)]),
    ("claim.span_words", ("claim",), [span("content", start=900, end=906)]),
    ("claim.span_words", ("claim",), [span("source", exact="un PORTAVOZ")]),
    ("claim.span_words", ("claim",), [textless]),
    ("claim.span_words", BOTH, [child(Revision, "article_id", "article", text=None)]),
    ("claim.span_words", ("claim",), [span("cue", prefix="x ")]),
    ("claim.span_words", ("claim",), [span("content", prefix="s")]),
    ("claim.span_context", ("claim",), [span("content", prefix="s")]),
    ("claim.span_context", ("claim",), [span("content", 2, suffix="")]),
    ("claim.span_positions", ("claim",), [span("source", position=3)]),
    ("claim.span_seqs", ("claim",), [span("content", 2, seq=3)]),
    ("claim.span_seqs", ("claim",), [span("content", 2, seq=1)]),
    ("claim.start", ("claim",), [record("claim", start=0)]),
    ("claim.start", ("claim",), [span("content", 1, seq=9)]),
    ("source.namesakes", ("official",), [record("official", match_key="x\n2")]),
    (
        "source.labels",
        ("outlet", "member"),
        [record("member", folded="agencia", has_namesakes=False)],
    ),
    ("tag.namesakes", ("tag",), [record("tag", match_key="war\n2")]),
    ("claim.repeated", ("claim",), [record("claim", content_key="apart-2")]),
    ("claim.dated", ("claim",), [record("claim", **MISDATED)]),
    ("claim.dated", ("claim",), [record("claim", dated_basis="recorded")]),
    ("claim.dated", ("claim",), [record("article", published_from=None)]),
    ("claim.copies", ("claim",), [step(1, **MISDATED)]),
    (
        "claim.copies",
        ("claim",),
        [child(ClaimTag, "claim_id", "claim", **MISDATED)],
    ),
    (
        "claim.copies",
        ("claim",),
        [child(ClaimSubject, "claim_id", "claim", **MISDATED)],
    ),
    (
        "claim.subjects",
        ("claim",),
        [child(ClaimSubject, "claim_id", "claim", source_id=None)],
    ),
    ("claim.subjects", ("claim",), [record("member", **merged("ministry"))]),
    ("claim.copies", BOTH, [judged(Stance, "fact", **MISDATED)]),
    *(("claim.copies", ("claim",), [step(2, **wrong)]) for wrong in MISPLACED),
    (
        "article.text_length",
        ("original",),
        [child(Revision, "article_id", "original", text="")],
    ),
    (
        "article.revisions",
        ("original",),
        [child(Revision, "article_id", "original", number=2)],
    ),
    ("article.address_copies", ("original",), [record("original", **RESTRICTED)]),
    (
        "article.address_copies",
        ("original",),
        [child(ArticleAddress, "article_id", "original", **WITHDRAWN)],
    ),
    (
        "article.address_copies",
        ("original",),
        [child(ArticleAddress, "article_id", "original", url="https://c.example")],
    ),
    ("article.bands", ("original",), [record("original", **WITHDRAWN)]),
    (
        "article.bands",
        ("original",),
        [lambda _: delete(ArticleBand).where(ArticleBand.band == 3)],
    ),
    (
        "article.identifiers",
        ("original",),
        [child(ArticleIdentifier, "article_id", "original", **WITHDRAWN)],
    ),
    ("article.identifiers", ("original",), [record("original", **RESTRICTED)]),
    ("source.identifiers", ("official",), [record("official", **RESTRICTED)]),
    ("source.identifiers", ("official",), [record("official", **WITHDRAWN)]),
    (
        "source.identifiers",
        ("official",),
        [child(SourceIdentifier, "source_id", "official", **WITHDRAWN)],
    ),
    ("claim.restricted", BOTH, [record("article", **RESTRICTED)]),
    ("claim.restricted", BOTH, [record("ministry", **RESTRICTED)]),
    ("claim.restricted", BOTH, [record("ministry", **EMBARGOED)]),
    ("source.restricted", ("official",), [record("article", **RESTRICTED)]),
    ("claim.live", ("claim",), [record("article", **WITHDRAWN)]),
    ("claim.live", ("claim",), [record("ministry", **WITHDRAWN)]),
    ("claim.live", ("claim",), [lambda _: update(Tag).values(**WITHDRAWN)]),
    ("claim.live", ("claim",), [record("fact", **WITHDRAWN)]),
    ("article.live", ("article",), [record("original", **WITHDRAWN)]),
    ("article.live", ("original", "article"), [record("outlet", **WITHDRAWN)]),
    ("source.live", ("official",), [record("article", **WITHDRAWN)]),
    ("article.outlet", ("original", "article"), [record("outlet", kind="person")]),
    ("source.affiliations", ("member",), [record("ministry", kind="document")]),
    (
        "article.circles",
        ("original", "article"),
        [record("original", root_article_id="article")],
    ),
    (
        "source.circles",
        ("outlet", "ministry"),
        [
            record("outlet", **merged("ministry")),
            record("ministry", **merged("outlet")),
        ],
    ),
    ("claim.stances", BOTH, [judged(Stance, "fact", **ASTRAY)]),
    ("claim.stances", BOTH, [judged(Stance, "merged", **ASTRAY)]),
    ("claim.stances", BOTH, [judged(Stance, "fact", **GONE)]),
    ("fact.assessments", ("fact", "merged"), [judged(Assessment, "fact", **ASTRAY)]),
    ("fact.assessments", ("merged",), [judged(Assessment, "fact", **GONE)]),
    ("fact.assessments", ("merged",), [judged(Assessment, "merged", fact_id="merged")]),
    ("fact.outcomes", ("merged",), [judged(Outcome, "merged", **ASTRAY)]),
    ("fact.outcomes", ("merged",), [judged(Outcome, "merged", fact_id="merged")]),
    ("fact.openings", ("fact",), [record("fact", opens_at=TUESDAY)]),
    (
        "fact.assessors",
        ("fact",),
        [judged(Assessment, "fact", assessor_id="official")],
    ),
    ("fact.live", ("fact", "merged"), [record("whole", **WITHDRAWN)]),
    ("fact.live", ("merged",), [record("fact", **WITHDRAWN)]),
    ("fact.circles", ("fact", "merged"), [record("fact", merged_into_id="merged")]),
    ("fact.parts", ("whole", "fact"), [record("whole", parent_id="fact")]),
]


class TestChecks:
    @pytest.mark.usefixtures("told")
    @pytest.mark.parametrize("name", CHECKS)
    def test_find_no_violation_in_records_of_commands(
        self, write: Write, name: str
    ) -> None:
        assert found(write, name) == []

    @pytest.mark.parametrize(("name", "broken", "plants"), PLANTS)
    def test_find_planted_violations(
        self,
        write: Write,
        told: Told,
        name: str,
        broken: tuple[str, ...],
        plants: list[Plant],
    ) -> None:
        for plant in plants:
            write.session.execute(plant(told))

        assert found(write, name) == [told.record(one).id for one in broken]

    def test_all_have_planted_violations(self) -> None:
        assert {name for name, _, _ in PLANTS} == set(CHECKS)

    def test_are_named_after_the_resource_of_their_ids(self) -> None:
        for name, check in CHECKS.items():
            (column,) = check.builder(viewer=LOCAL_VIEWER).statement.selected_columns

            assert f"{column.table}.{column.key}" == f"{name.partition('.')[0]}.id"
            assert check.sentence.endswith(".")

    def test_find_only_the_articles_within_a_circle(self, write: Write) -> None:
        leading, first, second, third = (make_article(write) for _ in range(4))
        for article, root in ((leading, first), (first, second), (second, third)):
            article.root_article_id = root.id
        third.root_article_id = first.id

        assert found(write, "article.circles") == [first.id, second.id, third.id]

    def test_return_a_bounded_number_of_records(self, write: Write) -> None:
        article, source = make_article(write), make_source(write)
        for _ in range(MAX_VIOLATIONS + 1):
            make_claim(write, source, article=article)
        write.session.execute(update(Claim).values(start=0))

        assert len(found(write, "claim.start")) == MAX_VIOLATIONS
