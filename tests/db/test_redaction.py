"""Redacted text is nowhere in the database, after any former use of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.articles import RevisionSpec, add_revision
from db.commands.claims import (
    ClaimSpec,
    Selector,
    Step,
    load_article,
    revise_claim,
)
from db.commands.facts import assess_fact, record_outcome, revise_fact
from db.commands.records import fetch, revised
from db.commands.redaction import redact
from db.commands.saved_filters import save_filter
from db.commands.sources import (
    judge_identity,
    rate_source,
    rerate_source,
    revise_source,
)
from db.commands.tags import make_tag
from db.engine.session import Context, SessionFactory, Write, write_transaction
from db.errors import NotFoundError, StaleError
from db.models import (
    Article,
    Base,
    Change,
    Claim,
    Fact,
    Idempotency,
    SavedFilter,
    Source,
    Tag,
)
from tests.db.rows import MONDAY
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_source,
    recorded_claim,
)

SECRET = "Zebra"  # noqa: S105 - who it was
TEXT = "“It rained,” said Zebra of the Zebra office, and Zebra went home."


def everything(sessions: SessionFactory) -> str:
    """Return all that is stored, as text."""
    found = []
    with write_transaction(sessions) as write:
        for table in Base.metadata.sorted_tables:
            for row in write.session.execute(select(table)):
                found += [
                    value.decode() if isinstance(value, bytes) else value
                    for value in row
                ]
    return repr(found)


def lines(sessions: SessionFactory) -> list[Any]:
    """Return the actions on records in the history."""
    found = select(Change.resource, Change.record_id, Change.action).order_by(Change.id)
    with write_transaction(sessions) as write:
        return [tuple(row) for row in write.session.execute(found)]


def said(name: str) -> dict[str, Any]:
    return {"name": f"{SECRET} {name}"}


def quote(write: Write, source: Source) -> Claim:
    article = make_article(write, "“It rained,” the officer said.")
    step = Step(1, "said", source.id, as_printed=f"{SECRET}, an officer", cue=SECRET)
    spans = (
        Selector("content", exact="It rained"),
        Selector("source", 1, exact="the officer"),
        Selector("cue", 1, exact="said"),
    )
    words = {"text": "It rained", "form": "direct_quote"}
    spec = ClaimSpec(words, [step], spans, (), ())
    return recorded_claim(write, load_article(write, article.id), spec)


def a_source(write: Write) -> Source:
    office = make_source(write, name="Office", kind="organisation")
    tie = {"organisation_id": office.id, "relation": "works_for", "title": SECRET}
    source = make_source(
        write,
        **said("herself"),
        description=SECRET,
        note=SECRET,
        names=[said("alias") | {"kind": "alias"}],
        identifiers=[{"scheme": "homepage", "value": SECRET}],
        affiliations=[tie],
    )
    quote(write, source)
    revise_source(write, source.id, version=1, **said("again"))
    rate_source(write, source.id, {"reliability": "C", "topic": f"{SECRET} says"})
    _, rating = rate_source(write, source.id, {"reliability": "B", "topic": SECRET})
    better = {"reliability": "A"}
    rerate_source(write, source.id, rating.id, version=source.version, values=better)
    held = {"judgement": "same", "score": None, "visibility": "restricted"}
    held |= {"basis": SECRET, "rationale": SECRET}
    judge_identity(write, source.id, office.id, spec=held | {"judgement": "unsure"})
    judge_identity(write, source.id, office.id, spec=held)
    return source


def an_article(write: Write) -> Article:
    article = make_article(
        write,
        TEXT,
        url=f"https://{SECRET}.example.org",
        title=SECRET,
        byline=SECRET,
        dateline=SECRET,
        note=SECRET,
    )
    make_claim(
        write, article=article, spans=(Selector("content", exact="Zebra office"),)
    )
    again = RevisionSpec(f"{TEXT} {SECRET}.")
    add_revision(write, article.id, again, columns={"title": f"{SECRET} again"})
    return article


def a_claim(write: Write) -> Claim:
    claim = make_claim(
        write,
        text=f"{SECRET} did it.",
        statement=f"It was {SECRET}.",
        note=SECRET,
        hedges=[f"says {SECRET}"],
        channel=SECRET,
        terms_reason=SECRET,
    )
    revise_claim(
        write, claim.id, version=1, columns={"text": f"It was {SECRET} who did it."}
    )
    return claim


def a_fact(write: Write) -> Fact:
    fact = make_fact(
        write,
        statement=f"{SECRET} did it.",
        slug="zebra",
        kind="forecast",
        resolution_criteria=SECRET,
        resolves_by=MONDAY,
        place=SECRET,
        note=SECRET,
    )
    assess_fact(
        write,
        fact.id,
        {
            "verdict": "true",
            "as_of": MONDAY,
            "rationale": SECRET,
            "verdict_text": SECRET,
        },
        evidence=[{"url": f"https://{SECRET}.org", "bearing": "supports"}],
    )
    assess_fact(
        write, fact.id, {"verdict": "false", "as_of": MONDAY, "rationale": SECRET}
    )
    record_outcome(
        write, fact.id, {"value": "yes", "known_at": MONDAY, "rationale": SECRET}
    )
    revise_fact(write, fact.id, version=fact.version, statement=f"It was {SECRET}.")
    return fact


def a_tag(write: Write) -> Tag:
    tag = make_tag(write, name=f"{SECRET} case")
    claim = make_claim(write, tags=(f"{SECRET} case",))
    revise_claim(write, claim.id, version=1, columns={}, tags=())
    return tag


MAKERS: dict[str, Callable[[Write], Any]] = {
    "source": a_source,
    "article": an_article,
    "claim": a_claim,
    "fact": a_fact,
    "tag": a_tag,
}


@dataclass(frozen=True)
class Made:
    resource: str
    id: int
    version: int

    def redact(self, sessions: SessionFactory, *, version: int | None = None) -> None:
        with write_transaction(sessions) as write:
            redact(write, self.resource, self.id, version=version or self.version)


def _save(write: Write, *, name: str, query: str) -> SavedFilter:
    shown = {"kind": "claim", "is_shared": False}
    return save_filter(write, shown | {"name": name, "query": query})


@pytest.fixture(params=MAKERS)
def made(request: pytest.FixtureRequest, sessions: SessionFactory) -> Made:
    """A record that has the secret wherever a text can be, and a past that had it."""
    resource = request.param
    with write_transaction(sessions) as write:
        record = MAKERS[resource](write)
        _save(write, name=f"About {SECRET}", query="act=denial")
        _save(write, name="Who said it", query="sort=dated&q=%22the+zebra%22+-denial")
    with write_transaction(sessions, Context(reason=f"{SECRET} says so")) as write:
        again = fetch(write, type(record), record.id, version=None)
        with revised(write, again):
            again.note = SECRET
    return Made(resource, record.id, again.version)


class TestRedact:
    def test_erases_the_text_everywhere(
        self, made: Made, sessions: SessionFactory
    ) -> None:
        assert SECRET in everything(sessions)

        made.redact(sessions)

        left = everything(sessions)
        assert SECRET not in left
        assert SECRET.lower() not in left

    def test_keeps_the_audit_entries_and_adds_one(
        self, made: Made, sessions: SessionFactory
    ) -> None:
        before = lines(sessions)

        made.redact(sessions)

        after = lines(sessions)
        assert after[: len(before)] == before
        assert (made.resource, made.id, "redact") in after[len(before) :]

    def test_refuses_a_stale_version(
        self, made: Made, sessions: SessionFactory
    ) -> None:
        before = everything(sessions)

        with pytest.raises(StaleError):
            made.redact(sessions, version=made.version + 1)

        assert everything(sessions) == before


class TestRedacted:
    def test_sources_lose_their_spans_in_claims(self, write: Write) -> None:
        source = make_source(write)
        claim = quote(write, source)

        redact(write, "source", source.id, version=1)

        assert [span.part for span in claim.spans] == ["content"]
        assert claim.version == 2

    def test_sources_of_one_article_remain_distinct(self, write: Write) -> None:
        article = make_article(write)
        two = [
            make_source(
                write, name=name, kind="anonymous_person", article_id=article.id
            )
            for name in ("an officer", "another officer")
        ]

        for source in two:
            redact(write, "source", source.id, version=1)

        assert len({source.folded for source in two}) == 2

    def test_claims_of_one_article_remain_distinct(self, write: Write) -> None:
        article = make_article(write)
        two = [make_claim(write, article=article, text=text) for text in ("a", "b")]

        for claim in two:
            redact(write, "claim", claim.id, version=1)

        assert [claim.text for claim in two] == ["[redacted]"] * 2

    @pytest.mark.parametrize(
        ("make", "name", "left"),
        [
            (make_tag, "name", "[redacted {}]"),
            (make_fact, "slug", "redacted-{}"),
            (make_source, "name", "[redacted {}]"),
        ],
    )
    def test_records_have_unique_names(
        self, write: Write, make: Any, name: str, left: str
    ) -> None:
        record = make(write, **{name: "rain"})
        other = make(write, **{name: left.format(record.id)})

        for version in (1, 2):
            redact(write, record.__tablename__, record.id, version=version)

        called = getattr(record, name)
        assert called.startswith(left.format(record.id).rstrip("]"))
        assert called != getattr(other, name)

    def test_records_leave_others_unchanged(self, write: Write) -> None:
        other = make_source(write, name=f"{SECRET} Ltd", kind="organisation")
        source = a_source(write)

        redact(write, "source", source.id, version=source.version)

        assert other.name == f"{SECRET} Ltd"
        assert other.version == 1

    @pytest.mark.parametrize("status", [201, 204])
    def test_stored_responses_are_erased(self, write: Write, status: int) -> None:
        claim = a_claim(write)
        kept = Idempotency(
            analyst_id=1,
            key=SECRET,
            method="POST",
            path=f"/x?reason={SECRET}",
            body_sha256="1" * 64,  # which would confirm a guess
            status=status,
            headers={"location": SECRET},
            body=SECRET.encode(),
            expires_at=MONDAY,
        )
        write.session.add(kept)
        write.session.flush()

        redact(write, "claim", claim.id, version=claim.version)

        write.session.refresh(kept)
        left = [getattr(kept, column.key) for column in Idempotency.__table__.columns]
        assert SECRET not in repr(left)
        assert kept.body_sha256 == "0" * 64

    def test_saved_filters_with_other_words_are_kept(self, write: Write) -> None:
        source = make_source(write, name=f"{SECRET}, Minsk", kind="person")
        make_source(write, name="Office, Minsk", kind="organisation")
        kept = [
            _save(write, name="Of another source", query="q=minsk"),
            _save(write, name="Of no record", query="q=gomel"),
            _save(write, name="No word", query="source=1&sort=-dated"),
        ]
        _save(write, name="Its own", query=f"speaker={SECRET}")

        redact(write, "source", source.id, version=source.version)
        write.run_deferred()

        left = write.session.scalars(select(SavedFilter.id)).all()
        assert left == [one.id for one in kept]

    def test_saved_filters_are_kept_until_no_record_has_their_words(
        self, write: Write
    ) -> None:
        people = [
            make_source(write, name=f"{SECRET} {n}", kind="person") for n in ("A", "B")
        ]
        _save(write, name="Both", query=f"q={SECRET}")
        left = []

        for source in people:
            redact(write, "source", source.id, version=source.version)
            write.run_deferred()
            left.append(len(write.session.scalars(select(SavedFilter.id)).all()))

        assert left == [1, 0]

    def test_unknown_records_are_not_found(self, write: Write) -> None:
        with pytest.raises(NotFoundError):
            redact(write, "tag", 4_000_000, version=1)
