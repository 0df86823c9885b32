from typing import Any

import pytest

from db.commands.articles import withdraw_article
from db.commands.claims import withdraw_claim
from db.commands.sources import (
    register_source,
    resolve_source,
    restore_source,
    revise_source,
    withdraw_source,
)
from db.engine.session import Write
from db.errors import (
    ConflictError,
    InvalidError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Source
from db.queries.source_children import (
    list_affiliations,
    list_identifiers,
    list_names,
)
from db.queries.sources import get_source
from tests.factories import (
    make_article,
    make_claim,
    make_outlet,
    make_source,
    make_unnamed,
)

WIKIDATA = {"scheme": "wikidata", "value": "Q7184"}


def merge(write: Write, source: Source, survivor: Source) -> None:
    source.merged_into_id = source.survivor_id = survivor.id
    write.session.flush()


class TestRegisterSource:
    def test_stores_given_values_and_children(self, write: Write) -> None:
        ministry = make_source(write, kind="organisation", name="Ministry")
        works_for = {"organisation_id": ministry.id, "relation": "works_for"}
        spec = {
            "name": "Jens Stoltenberg",
            "kind": "person",
            "country_code": "NO",
            "names": [{"name": "Йенс Столтенберг", "kind": "transliteration"}],
            "identifiers": [WIKIDATA],
            "affiliations": [works_for | {"title": "minister"}],
        }

        source = register_source(write, spec)

        of_source = {"source": source.id}
        (found,) = write.rows(get_source(viewer=write.viewer), **of_source)
        assert (found.name, source.folded, found.country_code, found.seniority) == (
            ("Jens Stoltenberg", "jens stoltenberg", "NO", "unknown")
        )
        (name,) = write.rows(list_names(viewer=write.viewer), **of_source)
        assert (name.name, name.kind) == ("Йенс Столтенберг", "transliteration")
        (identifier,) = write.rows(list_identifiers(viewer=write.viewer), **of_source)
        assert (identifier.scheme, identifier.value) == ("wikidata", "Q7184")
        (tie,) = write.rows(list_affiliations(viewer=write.viewer), **of_source)
        assert (tie.organisation_name, tie.relation, tie.title) == (
            ("Ministry", "works_for", "minister")
        )

    def test_accepts_two_sources_with_the_same_name(self, write: Write) -> None:
        first = make_source(write, name="Ivan Ivanov")

        assert make_source(write, name="Ivan Ivanov").id != first.id

    def test_conflict_names_the_source_with_the_identifier(self, write: Write) -> None:
        source = make_source(write, identifiers=[WIKIDATA])

        with pytest.raises(ConflictError, match=f"Conflicts with source {source.id}"):
            make_source(write, identifiers=[WIKIDATA])

        secret = make_source(write, identifiers=[WIKIDATA], visibility="restricted")
        assert secret.identifiers[0].visibility == "restricted"

    def test_conflict_names_the_equal_unnamed_source(self, write: Write) -> None:
        article = make_article(write)
        official = make_unnamed(write, article, name="an official")

        with pytest.raises(ConflictError, match=f"Conflicts with source {official.id}"):
            make_unnamed(write, article, name="An Official")

        others = [
            make_unnamed(write, article, name="an official", ordinal=2),
            make_unnamed(write, article, name="an official", kind="anonymous_group"),
            make_unnamed(write, make_article(write), name="an official"),
        ]
        assert len({other.id for other in others}) == 3

    def test_restricts_an_unnamed_source_with_its_article(self, write: Write) -> None:
        article = make_article(write, visibility="restricted")

        assert make_unnamed(write, article).visibility == "restricted"

    @pytest.mark.parametrize(
        ("values", "path"),
        [
            ({"kind": "anonymous_person"}, ("article_id",)),
            ({"kind": "person", "article_id": "some"}, ("article_id",)),
            ({"kind": "unresolved", "article_id": 2**53 - 1}, ("article_id",)),
            ({"names": [{"name": "x", "kind": "alias"}] * 2}, ("names",)),
            ({"identifiers": [WIKIDATA] * 2}, ("identifiers",)),
            (
                {
                    "affiliations": [
                        {"organisation_id": 2**53 - 1, "relation": "part_of"}
                    ]
                },
                ("affiliations", 0, "organisation_id"),
            ),
        ],
    )
    def test_refuses_invalid_values(
        self, write: Write, values: dict[str, Any], path: tuple[str | int, ...]
    ) -> None:
        if values.get("article_id") == "some":
            values = values | {"article_id": make_article(write).id}

        with pytest.raises(InvalidError) as caught:
            make_source(write, **values)

        assert caught.value.path == path

    def test_refuses_the_membership_in_a_person(self, write: Write) -> None:
        person = make_source(write)
        tie = {"organisation_id": person.id, "relation": "member_of"}

        with pytest.raises(InvalidError, match="of kind person, not") as caught:
            make_source(write, affiliations=[tie])

        assert caught.value.code == "wrong_kind"


class TestResolveSource:
    @staticmethod
    def resolve(write: Write, **given: Any) -> int:
        article_id = given.pop("article_id", None)
        return resolve_source(write, {"source": given}, "source", article_id=article_id)

    @pytest.mark.parametrize("name", ["NATO", "nato", " NA\u00adTO ", "OTAN", "otan"])
    def test_finds_a_source_by_any_of_its_names(self, write: Write, name: str) -> None:
        alias = {"name": "OTAN", "kind": "acronym"}
        nato = make_source(write, name="NATO", kind="group", names=[alias])

        assert self.resolve(write, name=name, kind="group") == nato.id

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("NATOS", "organisation"), ("NATOS", "group"), ("NAT", "group")],
    )
    def test_creates_missing_records(self, write: Write, name: str, kind: str) -> None:
        nato = make_source(write, name="NATO", kind="group")

        made = write.session.get_one(Source, self.resolve(write, name=name, kind=kind))

        assert made.id != nato.id
        assert (made.name, made.kind) == (name, kind)

    def test_finds_merged_but_not_withdrawn_sources(self, write: Write) -> None:
        gone, merged = (make_source(write, name="NATO", kind="group") for _ in "ab")
        withdraw_source(write, gone.id, version=1)
        merge(write, merged, make_source(write, kind="group"))

        assert self.resolve(write, name="NATO", kind="group") == merged.id

    def test_conflict_lists_several_candidates(self, write: Write) -> None:
        first = make_source(write, name="Ivan Ivanov")
        alias = {"name": "Ivan Ivanov", "kind": "alias"}
        second = make_source(write, name="Ivan I.", names=[alias])

        with pytest.raises(ConflictError, match="2 sources have this name") as caught:
            self.resolve(write, name="ivan ivanov", kind="person")

        assert [(one["id"], one["name"]) for one in caught.value.candidates] == [
            (first.id, "Ivan Ivanov"),
            (second.id, "Ivan I."),
        ]

    def test_finds_an_unnamed_source_in_its_article_only(self, write: Write) -> None:
        article, other = make_article(write), make_article(write)
        official = make_unnamed(write, article, name="an official")
        same = {"name": "An official", "kind": "anonymous_person"}

        found = self.resolve(write, **same, article_id=article.id)
        second = self.resolve(write, **same, article_id=article.id, ordinal=2)
        elsewhere = self.resolve(write, **same, article_id=other.id)

        assert found == official.id
        assert len({found, second, elsewhere}) == 3

    def test_requires_the_article_of_an_unnamed_source(self, write: Write) -> None:
        with pytest.raises(InvalidError, match="belongs to the article") as caught:
            self.resolve(write, name="an official", kind="anonymous_person")

        assert caught.value.path == ("source", "kind")

    def test_refuses_a_kind_that_is_not_accepted(self, write: Write) -> None:
        described = {"outlet": {"name": "CNN", "kind": "person"}}

        with pytest.raises(InvalidError, match="has to be of kind outlet") as caught:
            resolve_source(write, described, "outlet", kinds=("outlet",))

        assert caught.value.path == ("outlet", "kind")

    def test_creates_the_required_kind_if_none_is_given(self, write: Write) -> None:
        described = {"outlet": {"name": "CNN"}}

        made = resolve_source(write, described, "outlet", kinds=("outlet",))

        assert write.session.get_one(Source, made).kind == "outlet"


class TestReviseSource:
    def test_sets_given_fields_and_keeps_the_rest(self, write: Write) -> None:
        source = make_source(write, name="Élan", sector="media", identifiers=[WIKIDATA])

        revise_source(write, source.id, version=1, name="Étude", language="fr")

        assert (source.name, source.folded, source.language, source.sector) == (
            ("Étude", "etude", "fr", "media")
        )
        assert (source.version, len(source.identifiers)) == (2, 1)

    def test_restricting_it_restricts_its_identifiers_and_claims(
        self, write: Write
    ) -> None:
        source = make_source(write, identifiers=[WIKIDATA])
        claim = make_claim(write, make_source(write), source)
        gone = make_claim(write, source)
        withdraw_claim(write, gone.id, version=1)
        other = make_claim(write)

        revise_source(write, source.id, version=1, visibility="restricted")

        hidden = (source.identifiers[0], claim, gone)
        assert {one.visibility for one in hidden} == {"restricted"}
        assert (claim.version, gone.version) == (2, 3)
        assert (other.visibility, other.version) == ("public", 1)

    def test_restricting_it_restricts_the_claims_that_printed_it(
        self, write: Write
    ) -> None:
        source = make_source(write)
        claim = make_claim(write, source)
        claim.attribution[0].source_id = make_source(write).id

        revise_source(write, source.id, version=1, visibility="restricted")

        assert claim.visibility == "restricted"

    def test_publishing_it_publishes_its_identifiers(self, write: Write) -> None:
        source = make_source(write, identifiers=[WIKIDATA], visibility="restricted")

        revise_source(write, source.id, version=1, visibility="public")

        assert source.identifiers[0].visibility == "public"

    def test_stays_restricted_with_its_article(self, write: Write) -> None:
        article = make_article(write, visibility="restricted")
        official = make_unnamed(write, article)

        revise_source(write, official.id, version=1, visibility="public")

        assert official.visibility == "restricted"

    def test_publishing_conflicts_with_the_source_with_the_identifier(
        self, write: Write
    ) -> None:
        public = make_source(write, identifiers=[WIKIDATA])
        secret = make_source(write, identifiers=[WIKIDATA], visibility="restricted")

        with pytest.raises(ConflictError, match=f"Conflicts with source {public.id}"):
            revise_source(write, secret.id, version=1, visibility="public")

        revise_source(write, secret.id, version=1, note="kept apart")
        assert secret.version == 2

    def test_conflict_names_the_equal_unnamed_source(self, write: Write) -> None:
        article = make_article(write)
        first = make_unnamed(write, article, name="an official")
        second = make_unnamed(write, article, name="an aide")

        with pytest.raises(ConflictError, match=f"Conflicts with source {first.id}"):
            revise_source(write, second.id, version=1, name="An official")

    def test_refuses_a_change_between_named_and_unnamed_kinds(
        self, write: Write
    ) -> None:
        official = make_unnamed(write, make_article(write))

        for source, kind in ((official, "person"), (make_source(write), "unresolved")):
            with pytest.raises(InvalidError, match="cannot become unnamed"):
                revise_source(write, source.id, version=1, kind=kind)

    def test_refuses_another_kind_while_live_articles_use_the_outlet(
        self, write: Write
    ) -> None:
        outlet = make_outlet(write)
        article = make_article(write, outlet_id=outlet.id)

        with pytest.raises(ConflictError, match="1 live article uses") as caught:
            revise_source(write, outlet.id, version=1, kind="organisation")

        assert (caught.value.record_id, caught.value.count) == (article.id, 1)

    def test_refuses_the_kind_person_while_sources_are_members(
        self, write: Write
    ) -> None:
        ministry = make_source(write, kind="organisation")
        tie = {"organisation_id": ministry.id, "relation": "member_of"}
        member = make_source(write, affiliations=[tie])

        with pytest.raises(ConflictError, match="1 live source uses") as caught:
            revise_source(write, ministry.id, version=1, kind="person")

        assert (caught.value.record_id, caught.value.count) == (member.id, 1)
        revise_source(write, ministry.id, version=1, kind="group")

    def test_refuses_stale_merged_and_missing_records(self, write: Write) -> None:
        source, survivor = make_source(write), make_source(write)

        with pytest.raises(StaleError):
            revise_source(write, source.id, version=2, name="x")
        merge(write, source, survivor)
        with pytest.raises(MergedError) as caught:
            revise_source(write, source.id, version=1, name="x")
        with pytest.raises(NotFoundError):
            revise_source(write, 2**53 - 1, version=1, name="x")

        assert caught.value.survivor_id == survivor.id


class TestWithdrawSource:
    def test_withdraws_its_identifiers(self, write: Write) -> None:
        source = make_source(write, identifiers=[WIKIDATA])

        withdraw_source(write, source.id, version=1)

        assert source.withdrawn_at == source.identifiers[0].withdrawn_at == write.now
        assert make_source(write, identifiers=[WIKIDATA]).id

    def test_refuses_while_live_claims_use_it(self, write: Write) -> None:
        source = make_source(write)
        gone = make_claim(write, source)
        claims = [
            make_claim(write, source),
            make_claim(write, make_source(write), source),
        ]
        withdraw_claim(write, gone.id, version=1)

        with pytest.raises(ConflictError, match="2 live claims use this") as caught:
            withdraw_source(write, source.id, version=1)

        assert (caught.value.resource, caught.value.record_id, caught.value.count) == (
            ("claim", claims[0].id, 2)
        )

    def test_refuses_while_live_claims_print_it(self, write: Write) -> None:
        printed, survivor = make_source(write), make_source(write)
        claim = make_claim(write, printed)
        claim.attribution[0].source_id = survivor.id

        for source in (printed, survivor):
            with pytest.raises(ConflictError, match="1 live claim uses"):
                withdraw_source(write, source.id, version=1)

    def test_refuses_while_it_has_live_articles(self, write: Write) -> None:
        outlet = make_outlet(write)
        article = make_article(write, outlet_id=outlet.id)

        with pytest.raises(ConflictError, match="1 live article uses") as caught:
            withdraw_source(write, outlet.id, version=1)

        assert caught.value.record_id == article.id
        withdraw_article(write, article.id, version=1)
        withdraw_source(write, outlet.id, version=1)


class TestRestoreSource:
    def test_restores_its_identifiers(self, write: Write) -> None:
        source = make_source(write, identifiers=[WIKIDATA])
        withdraw_source(write, source.id, version=1)

        restore_source(write, source.id, version=2)

        assert source.withdrawn_at is source.identifiers[0].withdrawn_at is None

    def test_conflict_names_the_source_with_its_identifier(self, write: Write) -> None:
        source = make_source(write, identifiers=[WIKIDATA])
        withdraw_source(write, source.id, version=1)
        other = make_source(write, identifiers=[WIKIDATA])

        with pytest.raises(ConflictError, match=f"Conflicts with source {other.id}"):
            restore_source(write, source.id, version=2)

        withdraw_source(write, other.id, version=1)
        restore_source(write, source.id, version=2)

    def test_refuses_while_its_article_is_withdrawn(self, write: Write) -> None:
        article = make_article(write)
        official = make_unnamed(write, article)
        withdraw_source(write, official.id, version=1)
        withdraw_article(write, article.id, version=1)

        with pytest.raises(ConflictError, match="article this depends on") as caught:
            restore_source(write, official.id, version=2)

        assert caught.value.record_id == article.id

    def test_refuses_a_live_record(self, write: Write) -> None:
        with pytest.raises(ConflictError, match="is not withdrawn"):
            restore_source(write, make_source(write).id, version=1)
