from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.articles import (
    RevisionSpec,
    add_revision,
    record_article,
    restore_article,
    revise_article,
    withdraw_article,
)
from db.commands.articles.addresses import addresses_of
from db.commands.claims import ClaimSpec, Selector, Step, withdraw_claim
from db.commands.records import fetch
from db.commands.sources import restore_source, withdraw_source
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError, StaleError
from db.models import Article, Claim, Source
from db.queries.articles import find_articles, get_article
from db.queries.revisions import get_revision
from tests.factories import (
    chain_of,
    make_article,
    make_claim,
    make_outlet,
    make_source,
    make_unnamed,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = datetime(2022, 3, 22, tzinfo=UTC)
URL = "https://example.org/a"


def is_live(write: Write, article: Article) -> bool:
    find = find_articles(count=1, viewer=write.viewer)
    return bool(write.rows(find, article__0=article.id))


def dated(write: Write, claim_id: int) -> tuple[set[datetime], str]:
    """Return when a claim and all that copies its date are dated, and by what."""
    claim = fetch(write, Claim, claim_id, version=None, withdrawn=True)
    rows = (claim, *claim.attribution, *claim.tags)
    return {row.dated_at for row in rows}, claim.dated_basis


def printed(write: Write, *claims: Claim) -> list[int | None]:
    """Return the outlets that claims count for."""
    find = select(Claim.id, Claim.outlet_id)
    found = {row.id: row.outlet_id for row in write.session.execute(find).all()}
    return [found[claim.id] for claim in claims]


class TestRecordArticle:
    def test_stores_given_values(self, write: Write) -> None:
        outlet = make_outlet(write)
        revision = RevisionSpec("Él dijo 🛰.\n", TUESDAY, "https://archive.org/1")
        spec = {"title": "Título", "url": URL, "outlet_id": outlet.id}

        article = record_article(write, spec, revision=revision)

        (found,) = write.rows(get_article(viewer=write.viewer), article=article.id)
        assert (found.title, found.url, found.outlet_name) == (
            ("Título", URL, outlet.name)
        )
        assert (found.kind, found.visibility) == ("news", "public")
        of_article = {"article": article.id, "number": 1}
        (text,) = write.rows(get_revision(viewer=write.viewer), **of_article)
        assert (text.text, text.text_length, text.archive_url) == (
            ("Él dijo 🛰.\n", 11, "https://archive.org/1")
        )
        assert text.text_sha256 == sha256("Él dijo 🛰.\n".encode()).hexdigest()
        assert text.captured_at == TUESDAY

    def test_records_its_claims_with_it(self, write: Write) -> None:
        steps = [
            Step(1, "relays", source={"kind": "anonymous_person", "name": "official"}),
            Step(2, "said", source={"kind": "organisation", "name": "Ministry"}),
        ]
        said = Selector("content", exact="It rained")
        claims = [
            ClaimSpec({"text": text, "form": "paraphrase"}, steps, (said,), ("rain",))
            for text in ("It rained", "It rained hard")
        ]

        spec = {"title": "Rain", "published_from": MONDAY}
        article = record_article(
            write, spec, revision=RevisionSpec("It rained."), claims=claims
        )

        made = [change for change in write.changes if change.resource == "claim"]
        first, second = (
            fetch(write, Claim, line.record_id, version=1) for line in made
        )
        assert first.article_id == second.article_id == article.id
        assert first.revision_id == article.revisions[0].id
        assert (first.dated_at, first.start) == (MONDAY, 0)
        assert [step.source_id for step in first.attribution] == [
            step.source_id for step in second.attribution
        ]

    def test_error_path_names_the_invalid_claim(self, write: Write) -> None:
        good = ClaimSpec(
            {"text": "One", "form": "paraphrase"}, chain_of(make_source(write))
        )
        bad = ClaimSpec({"text": "Two", "form": "paraphrase"})

        with pytest.raises(InvalidError) as caught:
            record_article(write, {"title": "x"}, claims=[good, bad])

        assert caught.value.path == ("claims", 1, "attribution")

    def test_matches_or_creates_the_described_outlet(self, write: Write) -> None:
        known = make_outlet(write, name="CNN")

        found = record_article(write, {"outlet": {"kind": "outlet", "name": "cnn"}})
        made = record_article(write, {"outlet": {"kind": "outlet", "name": "ARD"}})

        assert found.outlet_id == known.id
        outlet = write.session.get_one(Source, made.outlet_id)
        assert (outlet.name, outlet.kind) == ("ARD", "outlet")

    @pytest.mark.parametrize(
        ("values", "code", "message"),
        [
            ({"kind": "person"}, "wrong_kind", "of kind person, not outlet"),
            ({"kind": "outlet", "merged": True}, "merged", "This source is now"),
            ({"kind": "outlet", "gone": True}, "not_found", "No such source"),
        ],
    )
    def test_refuses_an_outlet_of_wrong_kind_merged_or_withdrawn(
        self, write: Write, values: dict[str, Any], code: str, message: str
    ) -> None:
        outlet = make_source(write, kind=values["kind"])
        if values.get("merged"):
            outlet.merged_into_id = outlet.survivor_id = make_outlet(write).id
        if values.get("gone"):
            withdraw_source(write, outlet.id, version=1)

        with pytest.raises(InvalidError, match=message) as caught:
            record_article(write, {"outlet_id": outlet.id})

        assert (caught.value.code, caught.value.path) == (code, ("outlet_id",))

    def test_conflict_names_the_article_with_the_address(self, write: Write) -> None:
        article = make_article(write, url=URL)

        with pytest.raises(ConflictError) as caught:
            make_article(write, url="http://www.example.org/a/?utm_source=x#top")

        assert caught.value.record_id == article.id
        assert make_article(write, url=f"{URL}?page=2").id

    @pytest.mark.parametrize("url", ["", "example.org/a", "ftp://a.org", "http://[::1"])
    def test_refuses_an_invalid_address(self, write: Write, url: str) -> None:
        with pytest.raises(InvalidError) as caught:
            make_article(write, url=url)

        assert caught.value.path == ("url",)

    def test_refuses_a_reprint_of_a_missing_article(self, write: Write) -> None:
        root = make_article(write)
        withdraw_article(write, root.id, version=1)

        with pytest.raises(InvalidError, match="No such article") as caught:
            make_article(write, root_article_id=root.id)

        assert caught.value.path == ("root_article_id",)


class TestReviseArticle:
    def test_keeps_fields_that_are_not_sent(self, write: Write) -> None:
        outlet = make_outlet(write)
        article = make_article(
            write, "Text.", url=URL, outlet_id=outlet.id, published_from=MONDAY
        )

        revise_article(write, article.id, version=1, spec={"title": "New"})

        assert (article.title, article.version) == ("New", 2)
        assert (article.url_key, article.outlet_id) == ("example.org/a", outlet.id)
        assert (article.published_from, len(article.revisions)) == (MONDAY, 1)

    @pytest.mark.parametrize(
        ("before", "after", "date", "basis"),
        [
            (MONDAY, TUESDAY, TUESDAY, "published"),
            (None, TUESDAY, TUESDAY, "published"),
            (MONDAY, None, None, "recorded"),
        ],
    )
    def test_a_new_date_changes_the_dates_of_its_claims(
        self,
        write: Write,
        before: datetime | None,
        after: datetime | None,
        date: datetime | None,
        basis: str,
    ) -> None:
        article = make_article(write, published_from=before)
        moved = make_claim(write, article=article, tags=("war",))
        gone = make_claim(write, article=article, tags=("war",))
        withdraw_claim(write, gone.id, version=1)
        said = make_claim(write, article=article, said_from=MONDAY, tags=("war",))
        elsewhere = make_claim(write, tags=("war",))

        revise_article(write, article.id, version=1, spec={"published_from": after})

        expected = {
            moved.id: ({date or write.now}, basis),
            gone.id: ({date or write.now}, basis),
            said.id: ({MONDAY}, "said"),
            elsewhere.id: ({write.now}, "recorded"),
        }
        assert {id_: dated(write, id_) for id_ in expected} == expected

    def test_a_new_outlet_applies_to_its_claims(self, write: Write) -> None:
        article = make_article(write, outlet_id=make_outlet(write).id)
        claim = make_claim(write, article=article)
        gone = make_claim(write, article=article)
        withdraw_claim(write, gone.id, version=1)
        elsewhere = make_claim(write)
        outlet = make_outlet(write)

        revise_article(write, article.id, version=1, spec={"outlet_id": outlet.id})
        moved = printed(write, claim, gone, elsewhere)
        revise_article(write, article.id, version=2, spec={"outlet_id": None})

        assert moved == [outlet.id, outlet.id, None]
        assert printed(write, claim, gone, elsewhere) == [None, None, None]
        assert (claim.version, gone.version) == (1, 2)

    def test_restricting_it_restricts_its_claims_and_unnamed_sources(
        self, write: Write
    ) -> None:
        article = make_article(write)
        official = make_unnamed(
            write, article, identifiers=[{"scheme": "seed", "value": "official"}]
        )
        claim = make_claim(write, official, article=article)
        gone = make_claim(write, article=article)
        withdraw_claim(write, gone.id, version=1)
        elsewhere = make_claim(write)

        hidden = {"visibility": "restricted"}
        revise_article(write, article.id, version=1, spec=hidden)

        assert {one.visibility for one in (article, official, claim, gone)} == {
            "restricted"
        }
        assert (official.version, claim.version, gone.version) == (2, 2, 3)
        assert official.identifiers[0].visibility == "restricted"
        assert (elsewhere.visibility, elsewhere.version) == ("public", 1)

    def test_publishing_it_leaves_its_claims_restricted(self, write: Write) -> None:
        article = make_article(write, visibility="restricted")
        claim = make_claim(write, article=article)

        opened = {"visibility": "public"}
        revise_article(write, article.id, version=1, spec=opened)

        assert (claim.visibility, claim.version) == ("restricted", 1)

    def test_refuses_a_circle_of_reprints(self, write: Write) -> None:
        first = make_article(write)
        second = make_article(write, root_article_id=first.id)
        third = make_article(write, root_article_id=second.id)

        for root in (first, third):
            spec = {"root_article_id": root.id}
            with pytest.raises(InvalidError, match="reprint of itself") as caught:
                revise_article(write, first.id, version=1, spec=spec)

            assert caught.value.path == ("root_article_id",)

    def test_conflict_names_the_article_with_the_address(self, write: Write) -> None:
        first, second = make_article(write, url=URL), make_article(write)

        with pytest.raises(ConflictError, match=f"Conflicts with article {first.id}"):
            revise_article(write, second.id, version=1, spec={"url": URL})

        revise_article(write, second.id, version=1, spec={"url": f"{URL}/b"})
        assert second.url_key == "example.org/a/b"

    def test_keeps_a_removed_address_as_former(self, write: Write) -> None:
        article = make_article(write, url=URL)

        revise_article(write, article.id, version=1, spec={"url": None})

        assert (article.url, article.url_key) == (None, None)
        assert addresses_of(article) == {URL: "former"}

    def test_refuses_a_stale_version(self, write: Write) -> None:
        with pytest.raises(StaleError):
            revise_article(write, make_article(write).id, version=2, spec={})


class TestAddRevision:
    def test_numbers_revisions_in_order(self, write: Write) -> None:
        article = make_article(write, "One.")

        revision, is_new = add_revision(
            write,
            article.id,
            RevisionSpec("Two.", MONDAY),
            columns={"title": "Corrected"},
        )

        assert (revision.number, revision.captured_at, is_new) == (2, MONDAY, True)
        assert (article.title, article.version) == ("Corrected", 2)
        (found,) = write.rows(get_article(viewer=write.viewer), article=article.id)
        assert found.revision_id == revision.id

    def test_adds_the_first_text_of_an_article(self, write: Write) -> None:
        revision, _ = add_revision(write, make_article(write).id, RevisionSpec("One."))

        assert revision.number == 1

    def test_stores_an_earlier_text_as_the_newest_again(self, write: Write) -> None:
        article = make_article(write, "One.")
        add_revision(write, article.id, RevisionSpec("Two."))

        again, is_new = add_revision(write, article.id, RevisionSpec("One.", MONDAY))

        assert (again.number, is_new, article.version) == (3, True, 3)
        assert (again.captured_at, again.text_sha256) == (
            MONDAY,
            article.revisions[0].text_sha256,
        )

    def test_stores_no_revision_of_an_equal_text(self, write: Write) -> None:
        article = make_article(write, "One.", title="Rain")

        same, is_new = add_revision(
            write, article.id, RevisionSpec("One."), columns={"title": "Rain"}
        )

        assert (same.number, is_new, article.version) == (1, False, 1)

    def test_updates_other_fields_for_the_same_text(self, write: Write) -> None:
        article = make_article(write, "One.")
        claim = make_claim(write, article=article)
        columns = {"byline": "Ann E", "published_from": MONDAY}

        same, is_new = add_revision(
            write, article.id, RevisionSpec("One.", TUESDAY), columns=columns
        )

        assert (same.number, is_new, same.captured_at) == (1, False, TUESDAY)
        assert (article.byline, article.version) == ("Ann E", 2)
        write.session.refresh(claim)
        assert (claim.dated_at, claim.dated_basis) == (MONDAY, "published")

    def test_claims_without_spans_keep_their_revision(self, write: Write) -> None:
        article = make_article(write, "One.")
        claim = make_claim(write, article=article)

        add_revision(write, article.id, RevisionSpec("Two."))

        assert claim.revision_id == article.revisions[0].id

    def test_does_not_find_withdrawn_records(self, write: Write) -> None:
        article = make_article(write)
        withdraw_article(write, article.id, version=1)

        with pytest.raises(NotFoundError):
            add_revision(write, article.id, RevisionSpec("One."))


class TestWithdrawArticle:
    def test_withdraws_its_unnamed_sources(self, write: Write) -> None:
        article = make_article(write)
        seed = [{"scheme": "seed", "value": "official"}]
        official = make_unnamed(write, article, identifiers=seed)
        elsewhere = make_unnamed(write, make_article(write))

        withdraw_article(write, article.id, version=1)

        gone = (article, official, official.identifiers[0])
        assert {one.withdrawn_at for one in gone} == {write.now}
        assert elsewhere.withdrawn_at is None
        assert make_unnamed(write, make_article(write), identifiers=seed).id

    @pytest.mark.parametrize("resource", ["claim", "article"])
    def test_refuses_while_live_claims_or_reprints_use_it(
        self, write: Write, resource: str
    ) -> None:
        article = make_article(write)
        users: list[Any] = (
            [make_claim(write, article=article) for _ in range(2)]
            if resource == "claim"
            else [make_article(write, root_article_id=article.id) for _ in range(2)]
        )

        with pytest.raises(ConflictError, match=f"2 live {resource}s use") as caught:
            withdraw_article(write, article.id, version=1)

        assert (caught.value.resource, caught.value.record_id, caught.value.count) == (
            (resource, users[0].id, 2)
        )
        assert is_live(write, article)

    def test_ignores_withdrawn_claims_and_reprints(self, write: Write) -> None:
        article = make_article(write)
        withdraw_claim(write, make_claim(write, article=article).id, version=1)
        reprint = make_article(write, root_article_id=article.id)
        withdraw_article(write, reprint.id, version=1)

        withdraw_article(write, article.id, version=1)

        assert not is_live(write, article)

    def test_refuses_a_stale_version(self, write: Write) -> None:
        with pytest.raises(StaleError):
            withdraw_article(write, make_article(write).id, version=2)


class TestRestoreArticle:
    def test_restores_only_the_sources_that_were_withdrawn_with_it(
        self, write: Write, later: Write
    ) -> None:
        article = make_article(write)
        seed = [{"scheme": "seed", "value": "official"}]
        official = make_unnamed(write, article, identifiers=seed)
        gone_before = make_unnamed(write, article)
        withdraw_source(write, gone_before.id, version=1)
        withdraw_article(later, article.id, version=1)

        restore_article(later, article.id, version=2)

        back = (article, official, official.identifiers[0])
        assert {one.withdrawn_at for one in back} == {None}
        assert gone_before.withdrawn_at == write.now
        assert (official.version, gone_before.version) == (3, 2)

    def test_conflict_names_the_article_with_its_address(self, write: Write) -> None:
        article = make_article(write, url=URL)
        withdraw_article(write, article.id, version=1)
        other = make_article(write, url=URL)

        with pytest.raises(ConflictError, match=f"Conflicts with article {other.id}"):
            restore_article(write, article.id, version=2)

        assert not is_live(write, article)

    def test_refuses_while_its_outlet_is_withdrawn(self, write: Write) -> None:
        outlet = make_outlet(write)
        article = make_article(write, outlet_id=outlet.id)
        withdraw_article(write, article.id, version=1)
        withdraw_source(write, outlet.id, version=1)

        with pytest.raises(ConflictError, match="The source this depends on") as caught:
            restore_article(write, article.id, version=2)

        assert caught.value.record_id == outlet.id
        restore_source(write, outlet.id, version=2)
        restore_article(write, article.id, version=2)

    def test_refuses_while_the_reprinted_article_is_withdrawn(
        self, write: Write
    ) -> None:
        root = make_article(write)
        article = make_article(write, root_article_id=root.id)
        withdraw_article(write, article.id, version=1)
        withdraw_article(write, root.id, version=1)

        with pytest.raises(ConflictError, match="article this depends on") as caught:
            restore_article(write, article.id, version=2)

        assert caught.value.record_id == root.id

    def test_refuses_a_live_record(self, write: Write) -> None:
        with pytest.raises(ConflictError, match="is not withdrawn"):
            restore_article(write, make_article(write).id, version=1)
