"""Inherited embargoes: described records become public only with a describing one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.articles import revise_article
from db.commands.claims import (
    ClaimSpec,
    Step,
    load_article,
    merge_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.facts import revise_fact
from db.commands.sources import revise_source
from db.commands.tags import revise_tag
from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.engine.session import Write
from db.models import Article, Claim, Described, Editable, Fact, Source, Tag
from tests.factories import make_article, make_claim, make_source, recorded_claim

DAY = timedelta(days=1)
HIDDEN: dict[str, Any] = {"visibility": "restricted", "embargo_until": None}
OUTLET, PERSON, EMPLOYER = "The Minsk Gazette", "Ivan Ivanov", "The ministry"
UNNAMED, SUBJECT, TAG, FACT = "an official", "Petr Petrov", "rain", "It rains."
DESCRIBED = {PERSON, EMPLOYER, UNNAMED, SUBJECT, TAG, FACT}
NAMES = ((Source, Source.name), (Tag, Tag.name), (Fact, Fact.statement))


def until(write: Write, days: int) -> dict[str, Any]:
    return HIDDEN | {"embargo_until": write.now + days * DAY}


def pass_days(write: Write, days: int) -> Write:
    """End all embargoes that end within this many days; return the transaction."""
    later = replace(write, now=write.now + days * DAY, context=ENDING)
    while end_embargoes(later):
        pass
    return later


def describe(write: Write, article: Article, **columns: Any) -> Claim:
    """Record a claim that describes all that it refers to."""
    works_for = {
        "organisation": {"name": EMPLOYER, "kind": "organisation"},
        "relation": "works_for",
    }
    person = {"name": PERSON, "kind": "person", "affiliations": [works_for]}
    unnamed = {"name": UNNAMED, "kind": "anonymous_person"}
    steps = [Step(1, "relays", source=unnamed), Step(2, "said", source=person)]
    spec = ClaimSpec(
        {"text": "It rained.", "form": "direct_quote"} | columns,
        steps,
        tags=(TAG,),
        stances=[{"fact": {"statement": FACT}, "stance": "supports"}],
        subjects=[{"source": {"name": SUBJECT, "kind": "person"}}],
    )
    return recorded_claim(write, load_article(write, article.id), spec)


def described(write: Write) -> dict[str, Described]:
    """Return the described records, by name."""
    found = {}
    for model, name in NAMES:
        for one in write.session.scalars(select(model).where(name.in_(ALL))):
            found[getattr(one, name.key)] = one
    return found


ALL = DESCRIBED | {OUTLET}


def public(records: Mapping[str, Editable]) -> set[str]:
    return {name for name, one in records.items() if one.visibility == "public"}


def reasons(write: Write, records: Mapping[str, Editable]) -> set[str | None]:
    ids = {(one.__tablename__, one.id) for one in records.values()}
    return {one.reason for one in write.changes if (one.resource, one.record_id) in ids}


def keep_for_good(write: Write, claim: Claim) -> None:
    revise_claim(write, claim.id, version=None, columns=HIDDEN)


def keep_article(write: Write, claim: Claim) -> None:
    revise_article(write, claim.article_id, version=None, spec=HIDDEN)


def put_off_record(write: Write, claim: Claim) -> None:
    revise_claim(write, claim.id, version=None, columns={"terms": "off_record"})


def withdraw(write: Write, claim: Claim) -> None:
    withdraw_claim(write, claim.id, version=None)


def describe_others(write: Write, claim: Claim) -> None:
    """Replace all that the claim refers to."""
    revise_claim(
        write,
        claim.id,
        version=None,
        columns={"form": "unattributed"},
        attribution=[],
        subjects=[],
        tags=[],
        stances=[],
    )


class TestDescribedRecord:
    def test_becomes_public_with_the_describing_record(self, write: Write) -> None:
        article = make_article(write, outlet={"name": OUTLET}, **until(write, 3))
        describe(write, article)
        found = described(write)
        assert all(one.embargo_inherited for one in found.values())

        later = pass_days(write, 3)

        assert public(found) == ALL == found.keys()
        assert not any(one.embargo_inherited for one in found.values())
        assert reasons(later, found) == {None, "Its embargo has ended."}

    @pytest.mark.parametrize(
        "end",
        [keep_for_good, keep_article, put_off_record, withdraw, describe_others],
    )
    def test_stays_restricted_without_a_public_describing_record(
        self, write: Write, end: Callable[[Write, Claim], None]
    ) -> None:
        article = make_article(write, **until(write, 3))
        end(write, describe(write, article))
        found = described(write)

        later = pass_days(write, 3)

        assert found.keys() == DESCRIBED
        assert {one.visibility for one in found.values()} == {"restricted"}
        assert {one.embargo_until for one in found.values()} == {None}
        unled = {name: found[name] for name in (PERSON, EMPLOYER, TAG, FACT, SUBJECT)}
        assert "it stays restricted: no public record refers to it." in str(
            reasons(later, unled)
        )

    def test_follows_a_longer_embargo(self, write: Write) -> None:
        article = make_article(write, outlet={"name": OUTLET}, **until(write, 3))
        describe(write, article)
        revise_article(write, article.id, version=None, spec=until(write, 5))
        found = described(write)

        later = pass_days(write, 3)
        extended = {one.embargo_until for one in found.values()}

        assert public(found) == set()
        assert extended == {write.now + 5 * DAY}
        assert "Its embargo is extended" in str(reasons(later, found))
        pass_days(write, 5)
        assert public(found) == ALL

    def test_becomes_public_with_any_record_that_refers_to_it(
        self, write: Write
    ) -> None:
        """By another story that is public at the hour, although the first never is."""
        first = make_article(write, **until(write, 3))
        keep_for_good(write, describe(write, first))
        second = make_article(write, title="Second", **until(write, 2))
        source = described(write)[PERSON]
        other = make_claim(write, source, article=second)

        pass_days(write, 3)

        assert other.visibility == "public"
        assert public(described(write)) == {PERSON, EMPLOYER}

    @pytest.mark.parametrize("days", [3, 4])
    def test_becomes_public_alone_after_its_own_embargo_was_set(
        self, write: Write, days: int
    ) -> None:
        keep_for_good(write, describe(write, make_article(write, **until(write, 3))))
        found = described(write)
        end = until(write, days)

        revise_source(write, found[PERSON].id, version=None, **end)
        revise_tag(write, found[TAG].id, version=None, **end)
        revise_fact(write, found[FACT].id, version=None, **end)
        pass_days(write, 4)

        assert public(found) == {PERSON, EMPLOYER, TAG, FACT}

    def test_stays_restricted_if_another_step_restricts_the_claim(
        self, write: Write
    ) -> None:
        """The source before it in the chain was made, and shown, at once."""
        make_source(write, name=PERSON, **until(write, 3))

        claim = describe(write, make_article(write))

        assert claim.embargo_until == write.now + 3 * DAY
        assert public(described(write)) == set()

    def test_stays_restricted_if_its_claim_cannot_become_public(
        self, write: Write
    ) -> None:
        """The savepoint of the failing record rolls back the records it would open."""
        article = make_article(write, **until(write, 3))
        describe(write, article)
        found = described(write)
        revise_fact(write, found[FACT].id, version=None, **HIDDEN)

        pass_days(write, 3)

        assert article.visibility == "public"
        assert public(found) == set()

    def test_is_restricted_with_the_source_that_it_is_added_to(
        self, write: Write
    ) -> None:
        make_source(write, name=PERSON, **until(write, 3))

        describe(write, make_article(write))

        assert described(write)[EMPLOYER].visibility == "restricted"

    def test_stays_restricted_if_only_a_merged_claim_refers_to_it(
        self, write: Write
    ) -> None:
        article = make_article(write, **until(write, 3))
        merged, survivor = describe(write, article), make_claim(write, article=article)
        revise_claim(write, merged.id, version=None, columns={}, stances=[])
        merge_claim(write, merged.id, into_id=survivor.id, version=None)

        pass_days(write, 3)

        assert survivor.visibility == "public"
        assert merged.visibility == "restricted"  # as its sources are
        assert public(described(write)) == set()
