"""Embargoes: records that are restricted until an instant, and their opening."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.articles import revise_article
from db.commands.claims import revise_claim, withdraw_claim
from db.commands.facts import merge_fact, revise_fact
from db.commands.sources import merge_source, register_source, revise_source
from db.commands.tags import make_tag, revise_tag
from db.commands.visibility import embargoes
from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Editable, Fact, Source, SourceIdentifier, Tag
from db.queries.embargoes import find_ended
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
    make_unnamed,
)

DAY = timedelta(days=1)
WIKIDATA = {"scheme": "wikidata", "value": "Q7184"}
HIDDEN: dict[str, Any] = {"visibility": "restricted", "embargo_until": None}


def until(write: Write, days: int) -> dict[str, Any]:
    return HIDDEN | {"embargo_until": write.now + days * DAY}


def access(record: Editable) -> dict[str, Any]:
    return {name: getattr(record, name) for name in HIDDEN}


def after(write: Write, days: int) -> Write:
    """Return the transaction as one that ends embargoes this many days later."""
    return replace(write, now=write.now + days * DAY, context=ENDING)


def is_public(record: Editable) -> bool:
    return access(record) == {"visibility": "public", "embargo_until": None}


class TestDependentRecords:
    def test_have_the_longest_embargo(self, write: Write) -> None:
        article = make_article(write, **until(write, 3))
        earlier = make_source(write, **until(write, 2))
        later = make_source(write, **until(write, 4))

        claims = [
            make_claim(write, article=article),
            make_claim(write, earlier, article=article),
            make_claim(write, earlier, later, article=article),
            make_claim(write, article=article, **until(write, 5)),
            make_claim(write, article=article, **HIDDEN),
            make_claim(write, article=article, terms="off_record"),
        ]

        ends = [
            claim.embargo_until and claim.embargo_until - write.now for claim in claims
        ]
        assert ends == [3 * DAY, 3 * DAY, 4 * DAY, 5 * DAY, None, None]
        assert {claim.visibility for claim in claims} == {"restricted"}

    def test_are_created_with_the_same_embargo(self, write: Write) -> None:
        end = until(write, 3)
        article = make_article(write, outlet={"name": "The Minsk Gazette"}, **end)
        tie = {"organisation": {"name": "NATO"}, "relation": "works_for"}
        official = register_source(
            write,
            {
                "name": "an official",
                "kind": "anonymous_person",
                "article_id": article.id,
                "affiliations": [tie],
            },
        )
        stance = {"fact": {"statement": "It rains."}, "stance": "supports"}
        make_claim(write, official, article=article, tags=("rain",), stances=[stance])

        since = select(Source).where(Source.id >= article.outlet_id)
        made = [
            *write.session.scalars(since),
            *write.session.scalars(select(Tag)),
            *write.session.scalars(select(Fact)),
        ]
        assert len(made) == 5
        assert [access(one) for one in made] == [end] * len(made)

    def test_follow_an_extended_embargo_but_not_a_shortened_one(
        self, write: Write
    ) -> None:
        article = make_article(write, **until(write, 3))
        official = make_unnamed(write, article)
        claim = make_claim(write, official, article=article)
        kept = make_claim(write, article=article, **HIDDEN)

        revise_article(write, article.id, version=1, spec=until(write, 4))
        revise_article(write, article.id, version=2, spec=until(write, 2))

        assert access(article) == until(write, 2)
        assert access(official) == access(claim) == until(write, 4)
        assert (official.version, claim.version, kept.version) == (2, 2, 1)
        assert access(kept) == HIDDEN

    def test_keep_their_embargo_when_the_article_is_published_early(
        self, write: Write
    ) -> None:
        article = make_article(write, **until(write, 3))
        claim = make_claim(write, article=article)

        opened = {"visibility": "public"}
        revise_article(write, article.id, version=1, spec=opened)

        assert is_public(article)
        assert access(claim) == until(write, 3)

    def test_are_restricted_without_an_end_with_the_source(self, write: Write) -> None:
        source = make_source(write, **until(write, 3))
        claim = make_claim(write, source)

        revise_source(write, source.id, version=1, embargo_until=None)

        assert access(source) == access(claim) == HIDDEN


class TestSetEmbargo:
    def test_requires_a_restricted_record(self, write: Write) -> None:
        end = {"embargo_until": write.now + DAY}
        claim, article = make_claim(write), make_article(write)
        tag, fact = make_tag(write, name="rain"), make_fact(write)
        source = make_source(write)

        refused = [
            lambda: make_claim(write, article=make_article(write, **HIDDEN), **end),
            lambda: make_article(write, **end),
            lambda: make_source(write, **end),
            lambda: make_fact(write, **end),
            lambda: make_tag(write, name="sun", **end),
            lambda: revise_claim(write, claim.id, version=1, columns=end),
            lambda: revise_article(write, article.id, version=1, spec=end),
            lambda: revise_tag(write, tag.id, version=1, **end),
            lambda: revise_fact(write, fact.id, version=1, **end),
            lambda: revise_source(write, source.id, version=1, **end),
        ]
        for attempt in refused:
            with pytest.raises(InvalidError) as caught, write.savepoint():
                attempt()
            assert caught.value.path == ("embargo_until",)

    def test_refuses_references_to_records_restricted_for_longer(
        self, write: Write
    ) -> None:
        outlet = make_outlet(write, **until(write, 4))
        make_article(write, outlet_id=outlet.id, **until(write, 4))
        make_article(write, outlet_id=outlet.id, **HIDDEN)

        with pytest.raises(ConflictError, match="for longer") as caught:
            make_article(write, outlet_id=outlet.id, **until(write, 3))

        assert (caught.value.resource, caught.value.record_id) == ("source", outlet.id)

    def test_refuses_an_end_before_that_of_a_referenced_record(
        self, write: Write
    ) -> None:
        outlet = make_outlet(write, **until(write, 4))
        article = make_article(write, outlet_id=outlet.id, **until(write, 4))
        revise_article(write, article.id, version=1, spec={"title": "Sun"})

        with pytest.raises(ConflictError, match="for longer"):
            revise_article(write, article.id, version=2, spec=until(write, 3))

    def test_merges_require_the_same_embargo(self, write: Write) -> None:
        one, other = make_source(write, **until(write, 3)), make_source(write, **HIDDEN)
        with pytest.raises(ConflictError, match="same visibility and embargo"):
            merge_source(write, one.id, into_id=other.id, version=1)

        fact, whole = make_fact(write, **until(write, 3)), make_fact(write)
        with pytest.raises(ConflictError, match="same visibility and embargo"):
            merge_fact(write, fact.id, into_id=whole.id, version=1)


class TestEndEmbargoes:
    def test_publishes_related_records_together(self, write: Write) -> None:
        end = until(write, 3)
        outlet = make_outlet(write, identifiers=[WIKIDATA], **end)
        article = make_article(write, outlet_id=outlet.id, **end)
        official = make_unnamed(write, article)
        stance = {"fact_id": make_fact(write, **end).id, "stance": "supports"}
        claim = make_claim(
            write, official, article=article, tags=("rain",), stances=[stance]
        )
        later = after(write, 3)

        assert end_embargoes(later) == 5

        tag, fact = write.session.get_one(Tag, claim.tags[0].tag_id), claim.stances[0]
        opened = [outlet, article, official, claim, tag]
        assert all(is_public(record) for record in opened)
        assert is_public(write.session.get_one(Fact, fact.fact_id))
        assert write.session.scalar(select(SourceIdentifier.visibility)) == "public"
        lines = later.changes[-6:]
        assert {line.reason for line in lines} == {"Its embargo has ended."}
        assert {(line.action, line.visibility) for line in lines} == {
            ("update", "restricted")
        }
        assert [line.resource for line in lines[-2:]] == ["claim", "tag"]

    def test_withdrawn_records_stay_restricted(self, write: Write) -> None:
        claim = make_claim(write, **until(write, 3))
        withdraw_claim(write, claim.id, version=1)
        later = after(write, 3)

        end_embargoes(later)

        assert access(claim) == HIDDEN
        assert later.changes[-1].reason == (
            "Its embargo has ended, but it stays restricted: it is withdrawn."
        )

    def test_publishes_no_record_before_its_end(self, write: Write) -> None:
        records = [
            make_article(write, **until(write, 3)),
            make_article(write, **HIDDEN),
            make_claim(write, article=make_article(write, **until(write, 3))),
        ]

        assert end_embargoes(after(write, 2)) == 0

        assert not any(is_public(record) for record in records)

    def test_publishes_merged_records_and_their_survivor(self, write: Write) -> None:
        one, other = (make_source(write, **until(write, 3)) for _ in range(2))
        claim = make_claim(write, one)
        merge_source(write, one.id, into_id=other.id, version=1)

        end_embargoes(after(write, 3))

        assert all(is_public(record) for record in (one, other, claim))

    def test_records_that_refer_to_restricted_ones_stay_restricted(
        self, write: Write
    ) -> None:
        outlet = make_outlet(write, **until(write, 3))
        article = make_article(write, outlet_id=outlet.id, **until(write, 3))
        official = make_unnamed(write, article)
        claim = make_claim(write, official, article=article)
        other = make_claim(write, **until(write, 3))
        revise_source(write, outlet.id, version=1, embargo_until=None)
        later = after(write, 3)

        end_embargoes(later)

        kept = [article, official, claim]
        assert [access(record) for record in kept] == [HIDDEN] * 3
        assert is_public(other)
        reasons = {line.reason for line in later.changes if line.resource == "article"}
        assert (
            "Its embargo has ended, but it stays restricted: it conflicts with "
            f"source {outlet.id}."
        ) in reasons

    def test_records_that_conflict_with_public_ones_stay_restricted(
        self, write: Write
    ) -> None:
        tags = [
            make_tag(write, name="rain"),
            make_tag(write, name="rain", **until(write, 3)),
            make_tag(write, name="sun", **until(write, 3)),
        ]

        assert end_embargoes(after(write, 3)) == 2
        assert end_embargoes(after(write, 3)) == 0

        assert [is_public(tag) for tag in tags] == [True, False, True]
        assert access(tags[1]) == HIDDEN

    def test_publishes_a_bounded_number_at_once(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(embargoes, "BATCH_SIZE", 3)
        article = make_article(write, **until(write, 3))
        claims = [make_claim(write, article=article) for _ in range(5)]
        later = after(write, 3)
        ended = find_ended(viewer=write.viewer)

        counts = []
        while write.rows(ended, at=later.now):
            counts.append(end_embargoes(later))

        assert sum(counts) == 6
        assert max(counts) == 3
        assert all(is_public(record) for record in (article, *claims))

    def test_keeps_a_record_whose_embargo_was_extended(self, write: Write) -> None:
        claim = make_claim(write, **until(write, 3))

        revise_claim(write, claim.id, version=1, columns=until(write, 9))
        end_embargoes(after(write, 3))

        assert access(claim) == until(write, 9)
