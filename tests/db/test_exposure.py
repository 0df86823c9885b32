"""Public records refer to no restricted ones, and related records stay restricted."""

from collections.abc import Callable
from typing import Any

import pytest

from db.commands.facts import assess_fact, merge_fact, register_fact, revise_fact
from db.commands.sources import register_source
from db.commands.tags import make_tag
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Claim, Fact, Source, Tag
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)

HIDDEN = {"visibility": "restricted"}


def hidden_organisation(write: Write) -> int:
    return make_source(write, kind="organisation", **HIDDEN).id


class TestReferences:
    @pytest.mark.parametrize(
        "refer",
        [
            lambda write: make_article(
                write, outlet_id=make_outlet(write, **HIDDEN).id
            ),
            lambda write: make_article(
                write, root_article_id=make_article(write, **HIDDEN).id
            ),
            lambda write: make_source(
                write,
                affiliations=[
                    {
                        "organisation_id": hidden_organisation(write),
                        "relation": "works_for",
                    }
                ],
            ),
            lambda write: make_fact(write, parent_id=make_fact(write, **HIDDEN).id),
            lambda write: make_claim(
                write,
                stances=[
                    {"fact_id": make_fact(write, **HIDDEN).id, "stance": "denies"}
                ],
            ),
            lambda write: assess_fact(
                write,
                make_fact(write).id,
                {"verdict": "true", "assessor_id": make_source(write, **HIDDEN).id},
            ),
            lambda write: assess_fact(
                write,
                make_fact(write).id,
                {"verdict": "true"},
                evidence=[
                    {
                        "article_id": make_article(write, **HIDDEN).id,
                        "bearing": "context",
                    }
                ],
            ),
        ],
        ids=[
            "outlet",
            "root",
            "affiliation",
            "parent",
            "stance",
            "assessor",
            "evidence",
        ],
    )
    def test_from_public_to_restricted_records_are_refused(
        self, write: Write, refer: Callable[[Write], Any]
    ) -> None:
        with pytest.raises(ConflictError, match="restrict it, too, or omit"):
            refer(write)

    def test_to_restricted_records_do_not_prevent_other_changes(
        self, write: Write
    ) -> None:
        parent = make_fact(write)
        fact = make_fact(write, parent_id=parent.id)
        revise_fact(write, parent.id, version=1, **HIDDEN)

        revise_fact(write, fact.id, version=1, note="still a part of it")

        assert fact.version == 2

    def test_to_restricted_records_prevent_publication(self, write: Write) -> None:
        parent = make_fact(write, **HIDDEN)
        fact = make_fact(write, parent_id=parent.id, **HIDDEN)

        with pytest.raises(ConflictError, match=f"Fact {parent.id} is restricted"):
            revise_fact(write, fact.id, version=1, visibility="public")


class TestMergedFacts:
    def test_must_have_the_same_visibility(self, write: Write) -> None:
        fact, hidden = make_fact(write), make_fact(write, **HIDDEN)

        for one, other in ((fact, hidden), (hidden, fact)):
            with pytest.raises(ConflictError, match="Give both facts the same"):
                merge_fact(write, one.id, into_id=other.id, version=1)

    def test_are_restricted_with_their_survivor(self, write: Write) -> None:
        first, second, third = (make_fact(write) for _ in range(3))
        merge_fact(write, first.id, into_id=second.id, version=1)
        merge_fact(write, second.id, into_id=third.id, version=1)

        revise_fact(write, third.id, version=1, **HIDDEN)

        assert {one.visibility for one in (first, second)} == {"restricted"}


class TestCreatedRecords:
    def test_are_restricted_with_a_restricted_claim(self, write: Write) -> None:
        spec = {"fact": {"statement": "It pours."}, "stance": "supports"}

        claim = make_claim(write, tags=("mist",), stances=[spec], **HIDDEN)

        tag = write.session.get_one(Tag, claim.tags[0].tag_id)
        fact = write.session.get_one(Fact, claim.stances[0].fact_id)
        assert (tag.visibility, fact.visibility) == ("restricted", "restricted")

    def test_have_no_restricted_tag_with_a_public_claim(self, write: Write) -> None:
        hidden = make_tag(write, name="mist", **HIDDEN)

        claim = make_claim(write, tags=("mist",))

        tag = write.session.get_one(Tag, claim.tags[0].tag_id)
        assert (tag.id != hidden.id, tag.visibility) == (True, "public")

    def test_are_restricted_with_a_restricted_source_or_article(
        self, write: Write
    ) -> None:
        tie = {"organisation": {"name": "Ministry"}, "relation": "works_for"}
        spec = {"name": "Anna", "kind": "person", "affiliations": [tie]}
        source = register_source(write, spec | HIDDEN)
        article = make_article(write, outlet={"name": "The Mist"}, **HIDDEN)

        for made in (source.affiliations[0].organisation_id, article.outlet_id):
            assert write.session.get_one(Source, made).visibility == "restricted"

    def test_are_public_with_a_public_claim(self, write: Write) -> None:
        spec = {"fact": {"statement": "It pours."}, "stance": "supports"}
        claim: Claim = make_claim(write, stances=[spec])

        fact = write.session.get_one(Fact, claim.stances[0].fact_id)
        assert fact.visibility == register_fact(write, {"statement": "x"}).visibility
        assert fact.visibility == "public"
