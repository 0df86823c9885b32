"""A new text of an article anchors all its claims again."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.commands.articles import RevisionSpec, add_revision, reanchor_article
from db.commands.claims import (
    Selector,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.claims.reanchoring.later_texts import LaterText
from db.derived.anchoring.searchable import SearchableText
from db.engine.session import Deadline, Write
from db.errors import WriteTooLongError
from db.models import Article, Attribution, Claim, Span
from db.queries.anchors import count_anchors, list_lost
from db.queries.verify import CHECKS
from db.values.viewer import ADMIN, READER, Viewer
from tests.factories import make_article, make_claim, make_source

TEXT = (
    "“We will rebuild the bridge in May,” the mayor said on Monday.\n"
    "No, a spokesman said. It may rain, he said. It may rain, he said.\n"
)


def claim_of(write: Write, article: Article, *exacts: str, **values: object) -> Claim:
    spans = tuple(Selector("content", exact=exact) for exact in exacts)
    return make_claim(write, article=article, spans=spans, **values)  # type: ignore[arg-type]


def revised(write: Write, article: Article, text: str) -> int:
    revision, _ = add_revision(write, article.id, RevisionSpec(text))
    return revision.id


def anchors(claim: Claim) -> list[tuple[str, str]]:
    return [(span.anchor, span.exact) for span in claim.spans]


def counts(write: Write, article: Article, viewer: Viewer = ADMIN) -> dict[str, int]:
    rows = write.rows(count_anchors(viewer=viewer), article=article.id)
    return {row.anchor: row.total for row in rows}


def versions(write: Write, claim: Claim) -> list[tuple[str, int]]:
    return [
        (c.action, c.version)
        for c in write.changes
        if c.record_id == claim.id and c.resource == "claim"
    ]


def broken(write: Write) -> list[str]:
    """Return the rules of claims that do not hold."""
    return [
        name
        for name, check in CHECKS.items()
        if write.rows(check.builder(viewer=write.viewer))
    ]


@pytest.fixture
def article(write: Write) -> Article:
    return make_article(write, TEXT)


class TestReanchorClaims:
    def test_moves_a_claim_to_the_newest_text(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge in May")

        revision_id = revised(write, article, f"Updated.\n{TEXT}")

        (span,) = claim.spans
        assert (claim.revision_id, claim.start) == (revision_id, 10)
        assert (span.anchor, span.start) == ("exact", 10)
        assert span.prefix == "Updated.\n“"
        steps = select(Attribution.start).where(Attribution.claim_id == claim.id)
        assert write.session.scalars(steps).all() == [10]
        assert broken(write) == []

    def test_stores_a_new_version_and_logs_the_former_spans(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge in May")
        first = claim.revision_id

        revised(write, article, f"Updated.\n{TEXT}")

        assert versions(write, claim) == [("create", 1), ("update", 2)]
        (line,) = [c for c in write.changes if c.before and c.resource == "claim"]
        assert line.before["revision_id"] == first
        assert line.before["spans"][0]["start"] == 1

    def test_a_claim_with_lost_words_keeps_its_revision(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge in May")
        first = claim.revision_id

        revised(write, article, "The mayor said nothing of the sort.")

        (span,) = claim.spans
        assert (claim.revision_id, span.anchor, span.start) == (first, "orphaned", 1)
        assert span.exact == "We will rebuild the bridge in May"
        assert (claim.version, broken(write)) == (2, [])

    def test_changes_nothing_if_the_words_are_still_lost(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge in May")

        for text in ("Nothing.", "Nothing at all.", "Still nothing."):
            revised(write, article, text)

        assert claim.version == 2

    def test_anchors_lost_words_again_if_they_return(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge in May")
        revised(write, article, "Nothing.")

        revision_id = revised(write, article, TEXT)

        assert (claim.revision_id, claim.version) == (revision_id, 3)
        assert anchors(claim) == [("exact", "We will rebuild the bridge in May")]

    def test_a_claim_with_partly_lost_content_keeps_its_revision(
        self, write: Write, article: Article
    ) -> None:
        claim = claim_of(write, article, "We will rebuild the bridge", "No")
        first = claim.revision_id

        revised(write, article, TEXT.replace("No, a spokesman", "Well, a spokesman"))

        assert claim.revision_id == first
        assert [anchor for anchor, _ in anchors(claim)] == ["exact", "orphaned"]
        assert broken(write) == []

    def test_moves_with_its_content_if_only_a_cue_is_lost(
        self, write: Write, article: Article
    ) -> None:
        spans = (
            Selector("content", exact="We will rebuild the bridge in May"),
            Selector("cue", 1, exact="said on Monday", prefix="the mayor "),
        )
        claim = make_claim(write, article=article, spans=spans)

        text = TEXT.replace("the mayor said on Monday", "the mayor promised")
        revision_id = revised(write, article, text)

        assert claim.revision_id == revision_id
        assert [anchor for anchor, _ in anchors(claim)] == ["exact", "orphaned"]
        assert (broken(write), reanchor_article(write, article.id)) == ([], 0)

    def test_passes_content_keys_from_one_claim_to_another(
        self, write: Write, article: Article
    ) -> None:
        """Each place is that of the claim before it, whose key is still stored."""
        source, text = make_source(write), "It may rain, he said. " * 6
        article = make_article(write, text)
        for number in range(6):
            span = Selector("content", start=22 * number, end=22 * number + 11)
            make_claim(
                write, source, article=article, text="It may rain", spans=(span,)
            )

        revised(write, article, text[:22] + text)

        claims = select(Claim.start).where(Claim.article_id == article.id)
        starts = write.session.scalars(claims.order_by(Claim.id)).all()
        assert len(set(starts)) == 6
        assert broken(write) == []

    def test_anchors_words_that_occur_once_for_one_of_two_claims(
        self, write: Write
    ) -> None:
        source = make_source(write)
        article = make_article(write, "It may rain, he said.\nIt may rain, he said.\n")
        spans = [(0, 11), (22, 33)]
        first, second = (
            make_claim(
                write,
                source,
                article=article,
                text="It may rain",
                spans=(Selector("content", start=start, end=end),),
            )
            for start, end in spans
        )

        revised(write, article, "It may rain, he said.\n")

        assert (first.spans[0].anchor, second.spans[0].anchor) == ("exact", "orphaned")
        assert (second.spans[0].start, broken(write)) == (22, [])

    def test_reanchors_restricted_claims_and_hides_them_from_readers(
        self, write: Write, article: Article
    ) -> None:
        hidden = claim_of(write, article, "No", visibility="restricted")
        shown = claim_of(write, article, "We will rebuild the bridge in May")

        revised(write, article, "Well.")

        assert hidden.spans[0].anchor == shown.spans[0].anchor == "orphaned"
        assert counts(write, article, READER) == {"orphaned": 1}
        assert counts(write, article) == {"orphaned": 2}
        lost = write.rows(list_lost(viewer=READER), article=article.id)
        assert [row.claim_id for row in lost] == [shown.id]

    def test_ignores_withdrawn_claims_and_other_articles(
        self, write: Write, article: Article
    ) -> None:
        gone = claim_of(write, article, "No")
        withdraw_claim(write, gone.id, version=1)
        other = claim_of(write, make_article(write, TEXT), "No")

        revised(write, article, "Well.")

        assert (gone.spans[0].anchor, gone.version) == ("exact", 2)
        assert (other.spans[0].anchor, other.version) == ("exact", 1)
        restore_claim(write, gone.id, version=2)
        assert reanchor_article(write, article.id) == 1
        assert gone.spans[0].anchor == "orphaned"

    def test_keeps_the_key_of_lost_words_through_later_changes(
        self, write: Write, article: Article
    ) -> None:
        source = make_source(write)
        spans = (Selector("content", exact="No"),)
        first = make_claim(write, source, article=article, text="No", spans=spans)
        revised(write, article, TEXT.replace("No, a spokesman", "Well, a spokesman"))
        key = first.content_key

        revise_claim(write, first.id, version=2, columns={"note": "lost"})

        assert first.content_key == key

    def test_stops_between_spans_after_the_time_limit(self, write: Write) -> None:
        article = make_article(write, text=TEXT)
        claim_of(write, article, "rebuild the bridge")
        late = replace(write, deadline=Deadline(1.0, due=0.0))
        later = LaterText(late, article.id, 1, text=SearchableText(TEXT))
        (span,) = write.session.scalars(select(Span))

        with pytest.raises(WriteTooLongError):
            later.find(span, None)

    def test_reanchors_many_claims_with_one_audit_entry_each(
        self, write: Write
    ) -> None:
        text = "\n".join(f"Line {n}: it may rain on day {n}." for n in range(300))
        article = make_article(write, text)
        source = make_source(write)
        for n in range(300):
            spans = (Selector("content", exact=f"rain on day {n}."),)
            make_claim(write, source, article=article, spans=spans)
        changes = len(write.changes)

        revised(write, article, f"Updated.\n{text}")

        assert len(write.changes) - changes == 301
        assert counts(write, article) == {"exact": 300}


class TestReanchorArticle:
    def test_returns_zero_if_all_claims_are_anchored(
        self, write: Write, article: Article
    ) -> None:
        claim_of(write, article, "No")
        revised(write, article, f"{TEXT}The end.")

        assert reanchor_article(write, article.id) == 0

    def test_returns_none_for_an_unknown_article(self, write: Write) -> None:
        assert reanchor_article(write, 2**40) is None

    def test_returns_zero_without_a_text(self, write: Write) -> None:
        assert reanchor_article(write, make_article(write).id) == 0
