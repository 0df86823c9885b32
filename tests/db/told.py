"""Committed records of everything, which the reads of every builder find."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from db.commands.articles import merge_article
from db.commands.claims import Selector, link_claim, merge_claim, withdraw_claim
from db.commands.facts import assess_fact, merge_fact, record_outcome, withdraw_fact
from db.commands.keys import give_role, make_analyst, make_key, revoke_key
from db.commands.records import revised
from db.commands.redaction import redact
from db.commands.sources import (
    judge_identity,
    merge_source,
    rate_source,
    withdraw_source,
)
from db.commands.tags import make_tag
from db.engine.session import Write
from db.models import Article, Claim, Fact, Source
from db.models.analyst import LOCAL
from tests.db.draft_counts import DRAFT
from tests.db.rows import insert
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
    make_unnamed,
)

MONDAY = datetime(2022, 3, 21, 9, 30, 0, 120450, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
TEXT = "Él dijo: 🛰."
LONG = " ".join(map(str, range(30)))  # long enough to be sampled
WORDS, SLUG = "Llovió.", "uno"  # of a claim, and of the fact it bears on

SAME: dict[str, Any] = {
    "judgement": "same",
    "score": 0.75,
    "basis": "document",
    "rationale": None,
    "visibility": "public",
}
DIFFERENT = SAME | {"judgement": "different"}


@dataclass(frozen=True)
class Told:
    """The ids of committed records."""

    source: int
    unnamed: int
    organisation: int
    outlet: int
    root: int
    article: int
    revision: int
    claim: int
    draft: int
    stance: int
    tag: int
    whole: int
    fact: int
    assessment: int
    double: int
    identity: int
    link: int
    linked: int
    key: int


NOBODY = Told(*range(1, 1 + len(fields(Told))))  # for reads that are only built


def lose_words(write: Write, claim: Claim) -> None:
    with revised(write, claim):
        claim.spans[0].anchor = "orphaned"


def tell(write: Write) -> Told:
    """Record something of everything, and some of it withdrawn or restricted."""
    outlet = make_outlet(write, name="Agencia")
    organisation = make_source(write, name="Ministry", kind="organisation")
    tie = {"organisation_id": organisation.id, "relation": "works_for"}
    source = make_source(
        write,
        name="Олена",
        names=[{"name": "Olena", "kind": "transliteration"}],
        identifiers=[{"scheme": "wikidata", "value": "Q1"}],
        affiliations=[tie | {"held_from": MONDAY, "held_precision": "day"}],
    )
    root = make_article(write, LONG, outlet_id=outlet.id)
    article = make_article(
        write,
        TEXT,
        url="https://a.org",
        identifiers=[{"scheme": "guid", "value": "a"}],
        outlet_id=outlet.id,
        published_from=MONDAY,
        root_article_id=root.id,
    )
    unnamed = wait(write, article)
    whole = make_fact(write, opens_at=MONDAY - DAY, resolves_by=MONDAY)
    fact = make_fact(write, slug=SLUG, statement="Uno.", parent_id=whole.id)
    given: dict[str, Any] = {
        "article": article,
        "tags": ("uno", "dos"),
        "stances": ({"fact_id": fact.id, "stance": "supports"},),
    }
    spans = (Selector("content", exact="🛰"), Selector("cue", 2, exact="dijo"))
    claim = make_claim(
        write,
        unnamed,
        source,
        spans=spans,
        about=(organisation, source),
        about_from=MONDAY,
        text=WORDS,
        hedges=["podría"],
        said_from=MONDAY,
        said_to=MONDAY + timedelta(days=1),
        probability_low=0.25,
        probability_basis="analyst",
        language="en-GB",
        **given,
    )
    lost = make_claim(write, source, spans=spans[:1], **given)
    draft = make_claim(write, unnamed, source, **DRAFT, **given)
    lose_words(write, lost)
    other = make_claim(write, source, visibility="restricted", **given)
    link_claim(write, other.id, other_id=claim.id, kind="denies")
    double = make_source(write, name="Olga")
    identity, _ = judge_identity(write, source.id, double.id, spec=SAME)
    merge_source(write, double.id, into_id=source.id, version=1)
    judge_identity(write, source.id, make_source(write).id, spec=DIFFERENT)
    rate_source(write, source.id, {"reliability": "B", "topic": "guerra"})
    gone = make_claim(write, source, **given)
    link, _ = link_claim(write, claim.id, other_id=gone.id, kind="repeats")
    link_claim(write, claim.id, other_id=gone.id, kind="corrects")
    withdraw_claim(write, gone.id, version=1)
    stance_id, tag_id = claim.stances[0].id, claim.tags[0].tag_id
    leave(write, fact, claim)
    assessment = judge(write, fact.id, source_id=source.id, claim_id=claim.id)
    return Told(
        source.id,
        unnamed.id,
        organisation.id,
        outlet.id,
        root.id,
        article.id,
        newest_text(write, article),
        claim.id,
        draft.id,
        stance_id,
        tag_id,
        whole.id,
        fact.id,
        assessment,
        double.id,
        identity.id,
        link.id,
        gone.id,
        make_key(write, LOCAL, note=None, expires_at=None)[0].id,
    )


def wait(write: Write, article: Article) -> Source:
    """Record a namesake and an unresolved source, and return an unnamed source."""
    make_source(write, name="Ministry", kind="organisation")
    make_unnamed(write, article, name="él", kind="unresolved")
    return make_unnamed(write, article, name="an official")


def leave(write: Write, fact: Fact, claim: Claim) -> None:
    """Withdraw some records, and merge others into the remaining ones."""
    withdraw_source(write, make_source(write).id, version=1)
    withdraw_fact(write, make_fact(write).id, version=1)
    merge_fact(write, make_fact(write).id, into_id=fact.id, version=1)
    twin = make_claim(write, stances=[{"fact_id": fact.id, "stance": "supports"}])
    merge_claim(write, twin.id, into_id=claim.id, version=1)
    merge_article(write, make_article(write).id, into_id=claim.article_id, version=1)
    administer(write)


def administer(write: Write) -> None:
    """Leave what only administrators read."""
    insert(write, "idempotency", {})
    redact(write, "tag", make_tag(write, name="tres").id, version=1)
    ann = make_analyst(write, "Ann", kind=None, role=None)
    key, _ = make_key(write, ann.id, note=None, expires_at=None)
    revoke_key(write, key.id)
    insert(write, "session", {"key_id": key.id})
    insert(write, "saved_filter", {"id": 1})
    give_role(write, "Ann", "reader")


def newest_text(write: Write, article: Article) -> int:
    """Return the id of the newest revision of an article."""
    write.session.refresh(article, ["revisions"])
    return article.revisions[-1].id


def judge(write: Write, fact_id: int, *, source_id: int, claim_id: int) -> int:
    """Assess and settle a fact, and return the id of the assessment."""
    held = {"assessor_id": source_id, "verdict": "true", "as_of": MONDAY}
    evidence = [{"claim_id": claim_id, "bearing": "supports"}]
    assessment = assess_fact(write, fact_id, held, evidence=evidence)
    assess_fact(write, fact_id, {"verdict": "true", "as_of": MONDAY})  # our own desk
    record_outcome(write, fact_id, {"value": "yes", "known_at": MONDAY})
    return assessment.id
