from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.articles import RevisionSpec, add_revision, withdraw_article
from db.commands.claims import (
    ClaimSpec,
    Selector,
    Step,
    load_article,
    record_claim,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.sources import withdraw_source
from db.commands.tags import withdraw_tag
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError, StaleError
from db.models import Claim, Revision, Source
from db.models.claim import UNPLACED
from db.models.claim_order import CARRIED, order_of
from db.queries.claims import (
    SingleClaimRow,
    get_claim,
    list_spans,
    list_steps,
    list_tags,
)
from tests.factories import (
    chain_of,
    make_article,
    make_claim,
    make_source,
    make_unnamed,
    recorded_claim,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = datetime(2022, 3, 22, tzinfo=UTC)
TEXT = "It rained, he said. It snowed, she said."


def orders(claim: Claim) -> set[tuple[Any, ...]]:
    """Return the sort keys of a claim, and the copies in its steps and tags."""
    parts = (*claim.attribution, *claim.tags)
    carried = {tuple(getattr(part, copy) for copy in CARRIED) for part in parts}
    return carried | {tuple(order_of(claim)[copy] for copy in CARRIED)}


def tags(write: Write, claim: Claim) -> list[str]:
    rows = write.rows(list_tags(viewer=write.viewer), claim__0=claim.id)
    return [row.name for row in rows]


def spans(write: Write, claim: Claim) -> list[tuple[str, int | None, str]]:
    rows = write.rows(list_spans(viewer=write.viewer), claim__0=claim.id)
    return [(row.part, row.position, row.exact) for row in rows]


def steps(write: Write, claim: Claim) -> list[tuple[int, int, int, bool]]:
    rows = write.rows(list_steps(viewer=write.viewer), claim__0=claim.id)
    return [(r.position, r.seq, r.source_id, bool(r.is_origin)) for r in rows]


def revised_text(write: Write, text: str) -> tuple[Claim, int]:
    """Return a claim that is anchored in an older text, and the id of a newer one."""
    article = make_article(write, TEXT)
    rained = Selector("content", exact="It rained")
    claim = make_claim(write, article=article, spans=(rained,))
    revision, _ = add_revision(write, article.id, RevisionSpec(text))
    return claim, revision.id


class TestRecordClaim:
    def test_fills_in_missing_values(self, write: Write) -> None:
        claim = make_claim(write, text="It rained.")

        found = write.rows(get_claim(viewer=write.viewer), claim=claim.id)[0]
        assert (found.act, found.terms, found.knowledge) == (
            ("assertion", "unknown", "unknown")
        )
        assert (found.method, found.review, found.start) == (
            ("manual", "reviewed", UNPLACED)
        )
        assert (found.hedges, found.visibility, found.version) == (None, "public", 1)

    @pytest.mark.parametrize("method", ["import", "rule", "model"])
    def test_claims_by_import_rule_or_model_are_drafts(
        self, write: Write, method: str
    ) -> None:
        assert make_claim(write, method=method).review == "draft"

    @pytest.mark.parametrize(
        ("said", "published", "date", "basis"),
        [
            (MONDAY, TUESDAY, MONDAY, "said"),
            (None, TUESDAY, TUESDAY, "published"),
            (None, None, None, "recorded"),
        ],
    )
    def test_chain_and_tags_have_the_order_columns_of_the_claim(
        self,
        write: Write,
        said: datetime | None,
        published: datetime | None,
        date: datetime | None,
        basis: str,
    ) -> None:
        article = make_article(write, published_from=published)

        claim = make_claim(write, article=article, said_from=said, tags=("a", "b"))

        at = (date or write.now, write.now, article.id, UNPLACED)
        assert (orders(claim), claim.dated_basis) == ({at}, basis)

    def test_numbers_the_steps_that_share_a_position(self, write: Write) -> None:
        article = make_article(write)
        first, second, origin = (make_source(write) for _ in range(3))
        chain = [
            Step(2, "observed", origin.id),
            Step(1, "relays", second.id),
            Step(1, "relays", first.id),
        ]

        context = load_article(write, article.id)
        words = {"text": "It rained.", "form": "paraphrase"}
        claim = recorded_claim(write, context, ClaimSpec(words, chain))

        assert steps(write, claim) == [
            (1, 1, second.id, False),
            (1, 2, first.id, False),
            (2, 1, origin.id, True),
        ]

    def test_accepts_a_description_of_a_source(self, write: Write) -> None:
        article = make_article(write)
        ministry = make_source(write, name="Ministry", kind="organisation")
        chain = [
            Step(1, "relays", source={"kind": "anonymous_person", "name": "Official"}),
            Step(2, "said", source={"kind": "organisation", "name": "MINISTRY"}),
        ]

        words = {"text": "It rained.", "form": "paraphrase"}
        context = load_article(write, article.id)
        claim = recorded_claim(write, context, ClaimSpec(words, chain))

        official = write.session.get_one(Source, claim.attribution[0].source_id)
        assert (official.name, official.article_id) == ("Official", article.id)
        assert claim.attribution[1].source_id == ministry.id

    def test_accepts_an_unattributed_claim_without_a_chain(self, write: Write) -> None:
        context = load_article(write, make_article(write).id)
        words = {"text": "Rain is expected.", "form": "unattributed"}

        claim = recorded_claim(write, context, ClaimSpec(words))

        assert claim.attribution == []

    @pytest.mark.parametrize(
        ("form", "chain", "message"),
        [
            ("unattributed", [(1, "said", 0)], "The chain is empty if"),
            ("paraphrase", [], "The chain is empty if"),
            ("paraphrase", [(2, "said", 0)], "without gaps"),
            ("paraphrase", [(1, "cites", 0), (3, "said", 1)], "without gaps"),
            ("paraphrase", [(0, "cites", 0), (1, "said", 1)], "without gaps"),
            ("paraphrase", [(1, "said", 0), (1, "said", 0)], "only once in a chain"),
            ("paraphrase", [(1, "cites", 0), (2, "said", 0)], "occurs only once"),
            ("paraphrase", [(1, "relays", 0)], "only before the last"),
            ("paraphrase", [(1, "said", 0), (2, "said", 1)], "only the last position"),
        ],
    )
    def test_refuses_an_invalid_chain(
        self, write: Write, form: str, chain: list[tuple[int, str, int]], message: str
    ) -> None:
        sources = make_source(write), make_source(write)
        context = load_article(write, make_article(write).id)
        given = [Step(at, relation, sources[n].id) for at, relation, n in chain]

        with pytest.raises(InvalidError, match=message) as caught:
            record_claim(write, context, ClaimSpec({"text": "x", "form": form}, given))

        assert caught.value.path[0] == "attribution"

    def test_error_path_names_the_invalid_source(self, write: Write) -> None:
        known, merged = make_source(write), make_source(write)
        merged.merged_into_id = merged.survivor_id = known.id
        foreign = make_unnamed(write, make_article(write))
        gone = make_source(write)
        withdraw_source(write, gone.id, version=1)
        reasons = {
            merged: ("merged", f"This source is now {known.id}"),
            foreign: ("invalid", "belongs to another article"),
            gone: ("not_found", "No such source"),
        }

        for source, (code, message) in reasons.items():
            with pytest.raises(InvalidError, match=message) as caught:
                make_claim(write, known, source)

            assert caught.value.code == code
            assert caught.value.path == ("attribution", 1, "source_id")

    def test_refuses_a_missing_article(self, write: Write) -> None:
        article = make_article(write)
        withdraw_article(write, article.id, version=1)

        for article_id in (article.id, 2**53 - 1):
            with pytest.raises(InvalidError, match="No such article") as caught:
                load_article(write, article_id)

            assert caught.value.path == ("article_id",)

    def test_refuses_a_revision_of_another_article(self, write: Write) -> None:
        article, other = make_article(write, "One."), make_article(write, "Two.")

        with pytest.raises(InvalidError, match="no such revision") as caught:
            load_article(write, article.id, other.revisions[0].id)

        assert caught.value.path == ("revision_id",)

    def test_refuses_an_identical_claim_and_keeps_the_transaction(
        self, write: Write
    ) -> None:
        source, article = make_source(write), make_article(write)
        claim = make_claim(write, source, article=article, text="It rained.")

        with pytest.raises(ConflictError, match=f"Conflicts with claim {claim.id}"):
            make_claim(write, source, article=article, text="It RAINED.")

        assert make_claim(write, source, article=article, text="It snowed.").id

    def test_accepts_the_same_words_of_other_sources_or_places(
        self, write: Write
    ) -> None:
        source, article = make_source(write), make_article(write, "Rain. Rain.")
        same: dict[str, Any] = {"article": article, "text": "Rain."}
        first = Selector("content", start=0, end=4)
        second = Selector("content", start=6, end=10)

        claims = [
            make_claim(write, source, **same),
            make_claim(write, source, **same, spans=(first,)),
            make_claim(write, source, **same, spans=(second,)),
            make_claim(write, source, **same, visibility="restricted"),
            make_claim(write, make_source(write), **same),
            make_claim(write, source, text="Rain."),
        ]

        assert len({claim.id for claim in claims}) == 6

    def test_is_restricted_by_its_sources_article_or_terms(self, write: Write) -> None:
        secret = make_source(write, visibility="restricted")
        article = make_article(write, visibility="restricted")

        claims = [
            make_claim(write, make_source(write), secret),
            make_claim(write, article=article),
            make_claim(write, terms="off_record"),
            make_claim(write),
        ]

        assert [claim.visibility for claim in claims] == [
            *["restricted"] * 3,
            "public",
        ]

    def test_creates_a_tag_once(self, write: Write) -> None:
        claim = make_claim(write, tags=("war", "peace", "war"))
        other = make_claim(write, tags=("peace",))

        assert tags(write, claim) == ["war", "peace"]
        assert other.tags[0].tag_id == claim.tags[1].tag_id


class TestReviseClaim:
    def test_keeps_fields_that_are_not_sent(self, write: Write) -> None:
        article = make_article(write, TEXT, published_from=MONDAY)
        found = (
            Selector("content", exact="It rained"),
            Selector("cue", exact=", he said"),
        )
        claim = make_claim(write, article=article, spans=found, tags=("war",))
        kept = steps(write, claim), spans(write, claim), tags(write, claim)
        before = write.rows(get_claim(viewer=write.viewer), claim=claim.id)[0]

        revise_claim(write, claim.id, version=1, columns={"act": "denial"})

        after = write.rows(get_claim(viewer=write.viewer), claim=claim.id)[0]
        changed = {"act": "denial", "version": 2, "updated_at": write.now}
        stored = dict(zip(SingleClaimRow.columns, before, strict=True)) | changed
        assert after == SingleClaimRow.of(stored)
        assert (steps(write, claim), spans(write, claim), tags(write, claim)) == kept

    def test_replaces_chain_spans_and_tags(self, write: Write) -> None:
        claim = make_claim(
            write,
            article=make_article(write, TEXT),
            spans=(Selector("content", exact="It rained"),),
            tags=("war", "peace"),
        )
        other, origin = make_source(write), make_source(write)

        revise_claim(
            write,
            claim.id,
            version=1,
            columns={"said_from": MONDAY},
            attribution=chain_of(other, origin),
            spans=[Selector("source", position=2, exact="she")],
            tags=["peace", "new"],
        )

        assert steps(write, claim) == [
            (1, 1, other.id, False),
            (2, 1, origin.id, True),
        ]
        assert spans(write, claim) == [("source", 2, "she")]
        assert tags(write, claim) == ["peace", "new"]
        assert orders(claim) == {(MONDAY, write.now, claim.article_id, UNPLACED)}

    def test_keeps_the_sources_that_stay_in_a_new_chain(self, write: Write) -> None:
        first, second = make_source(write), make_source(write)
        claim = make_claim(write, first, second)

        turned = chain_of(second, first)
        revise_claim(write, claim.id, version=1, columns={}, attribution=turned)

        assert [row[2] for row in steps(write, claim)] == [second.id, first.id]

    def test_removes_the_chain_of_a_claim_made_unattributed(self, write: Write) -> None:
        claim = make_claim(write)

        unattributed = {"form": "unattributed"}
        revise_claim(write, claim.id, version=1, columns=unattributed, attribution=[])

        assert steps(write, claim) == []

    @pytest.mark.parametrize(
        ("columns", "given"),
        [
            ({"form": "unattributed"}, {}),
            ({}, {"attribution": []}),
        ],
    )
    def test_refuses_a_form_without_its_chain(
        self, write: Write, columns: dict[str, Any], given: dict[str, Any]
    ) -> None:
        claim = make_claim(write)

        with pytest.raises(InvalidError, match="The chain is empty if"):
            revise_claim(write, claim.id, version=1, columns=columns, **given)

    def test_refuses_a_chain_too_short_for_its_spans(self, write: Write) -> None:
        article = make_article(write, TEXT)
        sources = make_source(write), make_source(write)
        she = Selector("source", position=2, exact="she")
        claim = make_claim(write, *sources, article=article, spans=(she,))

        shorter = chain_of(sources[0])
        with pytest.raises(InvalidError, match="no position 2") as caught:
            revise_claim(write, claim.id, version=1, columns={}, attribution=shorter)

        assert caught.value.path == ("spans", 0, "position")

    def test_moves_to_a_revision_that_has_its_words(self, write: Write) -> None:
        claim, revision_id = revised_text(write, f"Today. {TEXT}")
        texts = select(Revision.id).where(Revision.article_id == claim.article_id)
        first = write.session.scalar(texts.where(Revision.number == 1))
        assert (claim.revision_id, claim.version) == (revision_id, 2)

        columns = {"revision_id": first}
        revise_claim(write, claim.id, version=2, columns=columns)

        assert claim.revision_id == first
        assert orders(claim) == {(write.now, write.now, claim.article_id, 0)}

    def test_refuses_a_revision_without_its_words(self, write: Write) -> None:
        claim, revision_id = revised_text(write, TEXT.replace("rained", "hailed"))

        columns = {"revision_id": revision_id}
        with pytest.raises(InvalidError, match="not in the text") as caught:
            revise_claim(write, claim.id, version=2, columns=columns)

        assert caught.value.path == ("spans", 0, "exact")

    def test_refuses_a_stale_version(self, write: Write) -> None:
        claim = make_claim(write)
        revise_claim(write, claim.id, version=1, columns={"note": "seen"})

        with pytest.raises(StaleError, match="at version 2"):
            revise_claim(write, claim.id, version=1, columns={"note": "lost"})

        assert claim.note == "seen"

    def test_does_not_find_withdrawn_records(self, write: Write) -> None:
        claim = make_claim(write)
        withdraw_claim(write, claim.id, version=1)

        with pytest.raises(NotFoundError, match=f"No claim with id {claim.id}"):
            revise_claim(write, claim.id, version=2, columns={})

    def test_conflict_names_the_identical_claim_and_keeps_the_transaction(
        self, write: Write
    ) -> None:
        source, article = make_source(write), make_article(write)
        first = make_claim(write, source, article=article, text="One.")
        second = make_claim(write, source, article=article, text="Two.")

        with pytest.raises(ConflictError, match=f"Conflicts with claim {first.id}"):
            revise_claim(write, second.id, version=1, columns={"text": "ONE."})

        revise_claim(write, second.id, version=1, columns={"text": "Three."})
        assert second.version == 2

    def test_stays_restricted_while_its_source_is(self, write: Write) -> None:
        claim = make_claim(write, make_source(write, visibility="restricted"))
        opened = make_claim(write, visibility="restricted")

        for one in (claim, opened):
            public = {"visibility": "public"}
            revise_claim(write, one.id, version=1, columns=public)

        assert (claim.visibility, opened.visibility) == ("restricted", "public")

    def test_is_restricted_by_a_source_in_its_new_chain(self, write: Write) -> None:
        claim = make_claim(write)
        secret = make_source(write, visibility="restricted")

        chain = chain_of(secret)
        revise_claim(write, claim.id, version=1, columns={}, attribution=chain)

        assert claim.visibility == "restricted"


class TestWithdrawClaim:
    def test_hides_the_claim_and_keeps_its_chain_and_tags(self, write: Write) -> None:
        claim = make_claim(write, tags=("war",))

        withdraw_claim(write, claim.id, version=1)

        hidden = get_claim(viewer=write.viewer)
        shown = get_claim(viewer=write.viewer, withdrawn=True)
        assert write.rows(hidden, claim=claim.id) == []
        assert write.rows(shown, claim=claim.id)[0].withdrawn_at == write.now
        assert len(steps(write, claim)) == len(tags(write, claim)) == 1

    def test_refuses_a_stale_version(self, write: Write) -> None:
        with pytest.raises(StaleError):
            withdraw_claim(write, make_claim(write).id, version=2)


class TestRestoreClaim:
    def test_restores_the_claim(self, write: Write) -> None:
        claim = make_claim(write)
        withdraw_claim(write, claim.id, version=1)

        restore_claim(write, claim.id, version=2)

        assert (claim.withdrawn_at, claim.version) == (None, 3)

    def test_refuses_a_live_record(self, write: Write) -> None:
        with pytest.raises(ConflictError, match="is not withdrawn"):
            restore_claim(write, make_claim(write).id, version=1)

    def test_conflict_names_the_identical_claim(self, write: Write) -> None:
        source, article = make_source(write), make_article(write)
        same: dict[str, Any] = {"article": article, "text": "It rained."}
        claim = make_claim(write, source, **same)
        withdraw_claim(write, claim.id, version=1)
        other = make_claim(write, source, **same)

        with pytest.raises(ConflictError, match=f"Conflicts with claim {other.id}"):
            restore_claim(write, claim.id, version=2)

        withdraw_claim(write, other.id, version=1)
        restore_claim(write, claim.id, version=2)

    @pytest.mark.parametrize("resource", ["article", "source", "tag"])
    def test_refuses_while_a_record_it_depends_on_is_withdrawn(
        self, write: Write, resource: str
    ) -> None:
        source, article = make_source(write), make_article(write)
        claim = make_claim(write, source, article=article, tags=("war",))
        withdraw_claim(write, claim.id, version=1)
        withdraw = {
            "article": lambda: withdraw_article(write, article.id, version=1),
            "source": lambda: withdraw_source(write, source.id, version=1),
            "tag": lambda: withdraw_tag(write, claim.tags[0].tag_id, version=1),
        }
        withdraw[resource]()

        with pytest.raises(ConflictError, match=f"The {resource} this depends on"):
            restore_claim(write, claim.id, version=2)
