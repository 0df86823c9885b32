from typing import Any

import pytest

from db.commands.sources import add_child, change_child, remove_child
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError, StaleError
from db.models import Source
from tests.factories import make_source

ALIAS = {"name": "OTAN", "kind": "acronym"}
WIKIDATA = {"scheme": "wikidata", "value": "Q7184"}


def works_for(organisation: Source) -> dict[str, Any]:
    return {"organisation_id": organisation.id, "relation": "works_for"}


class TestAddChild:
    def test_makes_a_new_version_of_the_source(self, write: Write) -> None:
        source = make_source(write)

        _, name_id = add_child(write, source.id, "names", spec=ALIAS)
        _, identifier_id = add_child(write, source.id, "identifiers", spec=WIKIDATA)

        assert source.version == 3
        assert [(name.id, name.folded) for name in source.names] == [(name_id, "otan")]
        assert [one.id for one in source.identifiers] == [identifier_id]

    def test_matches_or_creates_the_organisation(self, write: Write) -> None:
        source = make_source(write)
        described = {
            "organisation": {"name": "Ministry", "kind": "organisation"},
            "relation": "works_for",
        }

        add_child(write, source.id, "affiliations", spec=described)
        add_child(write, source.id, "affiliations", spec=described)

        first, second = source.affiliations
        assert first.organisation_id == second.organisation_id

    def test_restricts_an_identifier_with_its_source(self, write: Write) -> None:
        source = make_source(write, visibility="restricted")

        add_child(write, source.id, "identifiers", spec=WIKIDATA)

        assert source.identifiers[0].visibility == "restricted"

    def test_refuses_a_name_twice(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS])

        with pytest.raises(ConflictError, match="already has that name") as caught:
            add_child(write, source.id, "names", spec=ALIAS)

        assert caught.value.record_id == source.id
        add_child(write, source.id, "names", spec=ALIAS | {"kind": "alias"})
        assert (len(source.names), source.version) == (2, 2)

    def test_conflict_names_the_source_with_the_identifier(self, write: Write) -> None:
        other, source = make_source(write, identifiers=[WIKIDATA]), make_source(write)

        with pytest.raises(ConflictError, match=f"Conflicts with source {other.id}"):
            add_child(write, source.id, "identifiers", spec=WIKIDATA)

        add_child(write, source.id, "identifiers", spec=WIKIDATA | {"value": "Q1"})
        assert source.version == 2

    def test_refuses_a_source_as_its_own_organisation(self, write: Write) -> None:
        group = make_source(write, kind="group")

        with pytest.raises(InvalidError, match="with itself") as caught:
            add_child(write, group.id, "affiliations", spec=works_for(group))

        assert caught.value.path == ("organisation_id",)


class TestChangeChild:
    def test_sets_given_fields(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS])

        change_child(
            write,
            source.id,
            "names",
            child_id=source.names[0].id,
            version=1,
            values={"name": "Élan"},
        )

        (name,) = source.names
        assert (name.name, name.folded, name.kind) == ("Élan", "elan", "acronym")
        assert source.version == 2

    def test_changes_the_organisation_of_an_affiliation(self, write: Write) -> None:
        old, new = (make_source(write, kind="organisation") for _ in "ab")
        tie = works_for(old) | {"title": "minister"}
        source = make_source(write, affiliations=[tie])

        change_child(
            write,
            source.id,
            "affiliations",
            child_id=source.affiliations[0].id,
            version=1,
            values={"organisation_id": new.id},
        )

        (affiliation,) = source.affiliations
        assert (affiliation.organisation_id, affiliation.title) == (new.id, "minister")

    def test_refuses_a_name_twice(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS, ALIAS | {"name": "Nato"}])
        change = {"child_id": source.names[1].id, "values": {"name": "OTAN"}}

        with pytest.raises(ConflictError, match="already has that name"):
            change_child(write, source.id, "names", version=1, **change)

    def test_conflict_names_the_source_with_the_identifier(self, write: Write) -> None:
        other = make_source(write, identifiers=[WIKIDATA])
        source = make_source(write, identifiers=[WIKIDATA | {"value": "Q1"}])
        change = {"child_id": source.identifiers[0].id, "values": {"value": "Q7184"}}

        with pytest.raises(ConflictError, match=f"Conflicts with source {other.id}"):
            change_child(write, source.id, "identifiers", version=1, **change)

    def test_does_not_find_the_child_of_another_source(self, write: Write) -> None:
        source, other = make_source(write), make_source(write, names=[ALIAS])
        change = {"child_id": other.names[0].id, "values": {"name": "x"}}

        with pytest.raises(NotFoundError):
            change_child(write, source.id, "names", version=1, **change)

    def test_refuses_a_stale_version(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS])
        change = {"child_id": source.names[0].id, "values": {"name": "x"}}

        with pytest.raises(StaleError):
            change_child(write, source.id, "names", version=2, **change)


class TestRemoveChild:
    def test_makes_a_new_version_without_it(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS], identifiers=[WIKIDATA])

        gone = source.identifiers[0].id
        remove_child(write, source.id, "identifiers", child_id=gone, version=1)

        assert (source.identifiers, len(source.names), source.version) == ([], 1, 2)
        assert make_source(write, identifiers=[WIKIDATA]).id

    def test_does_not_find_a_removed_child(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS])
        child_id = source.names[0].id
        remove_child(write, source.id, "names", child_id=child_id, version=1)

        with pytest.raises(NotFoundError, match=f"No name with id {child_id}"):
            remove_child(write, source.id, "names", child_id=child_id, version=2)

    def test_refuses_a_stale_version(self, write: Write) -> None:
        source = make_source(write, names=[ALIAS])
        child_id = source.names[0].id

        with pytest.raises(StaleError):
            remove_child(write, source.id, "names", child_id=child_id, version=2)
