"""The words of names follow every write."""

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, insert, select, update

from db.commands.claims import withdraw_claim
from db.commands.redaction import redact
from db.commands.sources import merge_source, revise_source, unmerge_source
from db.commands.suggesting import are_names_indexed, rebuild_names
from db.commands.tags import make_tag, revise_tag, withdraw_tag
from db.engine.session import Write
from db.models import NameWord, WordDeletion
from db.queries.name_words import list_named_words
from db.search.docids import LAST_ID
from db.search.suggesting import prefix_bits
from db.values.viewer import LOCAL_VIEWER
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)
from tests.sent_statements import noted_statements


def held(write: Write, resource: str, record_id: int) -> list[tuple[str, str]]:
    """Return the words of a record with their visibility, after the transaction."""
    write.run_deferred()
    words = select(NameWord.word, NameWord.visibility).filter_by(
        resource=resource, record_id=record_id
    )
    return [(row.word, row.visibility) for row in write.session.execute(words)]


def words(write: Write, resource: str, record_id: int) -> list[str]:
    return sorted(word for word, _ in held(write, resource, record_id))


def rarity(write: Write, resource: str, record_id: int) -> int | None:
    write.run_deferred()
    of_it = select(NameWord.rarity).filter_by(resource=resource, record_id=record_id)
    return write.session.scalar(of_it)


def bits(write: Write, record_id: int) -> set[int]:
    write.run_deferred()
    of_it = select(NameWord.prefix_bits).filter_by(
        resource="source", record_id=record_id
    )
    return {*write.session.scalars(of_it)}


def violations(write: Write, resource: str) -> Sequence[int]:
    write.run_deferred()
    rows = write.rows(list_named_words(resource=resource, viewer=LOCAL_VIEWER))
    return [row.id for row in rows if row.is_violation]


class TestNameWords:
    def test_include_all_names(self, write: Write) -> None:
        names = [{"name": "Зеленський", "kind": "transliteration", "language": "uk"}]
        source = make_source(write, name="Volodymyr Zelenskyy", names=names)

        found = words(write, "source", source.id)

        assert found == ["volodymyr", "zelenskyy", "зеленський"]

    def test_follow_changes_of_name_and_visibility(self, write: Write) -> None:
        source = make_source(write, name="Anna Reed")
        write.run_deferred()

        changed = {"name": "Anna Rood", "visibility": "restricted"}
        revise_source(write, source.id, version=1, **changed)

        seen = "restricted"
        assert sorted(held(write, "source", source.id)) == [
            ("anna", seen),
            ("rood", seen),
        ]
        gone = select(WordDeletion.id).filter_by(word="reed")
        assert write.session.scalar(gone) is None

    def test_of_a_merged_source_belong_to_its_survivor(self, write: Write) -> None:
        one, other = (make_source(write, name=name) for name in ("Bob Ash", "Rob Ash"))

        merge_source(write, one.id, into_id=other.id, version=1)

        assert words(write, "source", one.id) == []
        assert words(write, "source", other.id) == ["ash", "bob", "rob"]

        unmerge_source(write, one.id, version=2)

        assert words(write, "source", one.id) == ["ash", "bob"]
        assert words(write, "source", other.id) == ["ash", "rob"]

    def test_exclude_withdrawn_records(self, write: Write) -> None:
        tag = make_tag(write, name="war crimes")
        assert words(write, "tag", tag.id) == ["crimes", "war"]

        revise_tag(write, tag.id, version=1, name="crimes")
        assert words(write, "tag", tag.id) == ["crimes"]

        withdraw_tag(write, tag.id, version=2)
        assert words(write, "tag", tag.id) == []

    def test_are_erased_by_a_redaction(self, write: Write) -> None:
        source = make_source(write, name="Secretname")
        write.run_deferred()

        redact(write, "source", source.id, version=1)

        assert "secretname" not in words(write, "source", source.id)
        for model in (NameWord, WordDeletion):
            gone = select(model.id).filter_by(word="secretname")
            assert write.session.scalar(gone) is None

    def test_of_outlets_are_stored_for_outlets_and_sources(self, write: Write) -> None:
        outlet = make_outlet(write, name="The Courier")

        assert words(write, "outlet", outlet.id) == ["courier", "the"]
        assert words(write, "source", outlet.id) == ["courier", "the"]


class TestPrefixBits:
    def test_are_those_of_all_names_of_the_record(self, write: Write) -> None:
        source = make_source(
            write, name="Anna Reed", names=[{"name": "Nan", "kind": "alias"}]
        )
        assert bits(write, source.id) == {prefix_bits(["anna", "reed", "nan"])}

        revise_source(write, source.id, version=1, name="Anna Rood")

        assert bits(write, source.id) == {prefix_bits(["anna", "rood", "nan"])}

    def test_without_a_value_have_all_bits_until_a_rebuild(self, write: Write) -> None:
        source = make_source(write, name="Anna Reed")
        write.run_deferred()
        stored = {"resource": "source", "visibility": "public", "rarity": 9}
        for_record = delete(NameWord).filter_by(record_id=source.id)
        write.session.execute(for_record)
        old = [stored | {"record_id": source.id, "word": it} for it in ("anna", "reed")]
        write.session.execute(insert(NameWord), old)
        assert bits(write, source.id) == {-1}
        assert violations(write, "source") == [source.id]

        rebuild_names(write, "source", below=LAST_ID)

        assert bits(write, source.id) == {prefix_bits(["anna", "reed"])}
        assert not violations(write, "source")


class TestRarity:
    def test_falls_with_the_number_of_public_claims(self, write: Write) -> None:
        source, tag = make_source(write), make_tag(write, name="frost")
        fact = make_fact(write)
        assert rarity(write, "source", source.id) == 9
        stance = {"fact_id": fact.id, "stance": "supports"}

        claims = [
            make_claim(write, source, tags=("frost",), stances=(stance,))
            for _ in range(2)
        ]
        make_claim(write, source, visibility="restricted")

        for resource, record in {"source": source, "tag": tag, "fact": fact}.items():
            assert rarity(write, resource, record.id) == 7

        withdraw_claim(write, claims[0].id, version=1)

        assert rarity(write, "source", source.id) == 8

    @pytest.mark.parametrize(
        ("stored", "least", "most"), [(0, 0, 0), (1, 0, 11), (3, 1, 24), (9, 40, 40)]
    )
    def test_claims_of_records_with_more_of_them_are_counted_less_often(
        self, write: Write, stored: int, least: int, most: int
    ) -> None:
        source, article, counted = make_source(write), make_article(write), 0
        write.run_deferred()
        of_source = update(NameWord).filter_by(record_id=source.id)

        for _ in range(40):
            write.session.execute(of_source.values(rarity=stored))
            make_claim(write, source, article=article)
            with noted_statements() as sent:
                write.run_deferred()
            counted += any(") AS counted" in one for one in sent)

        assert least <= counted <= most


class TestRebuild:
    def test_repairs_missing_and_wrong_rows(self, write: Write) -> None:
        source, other = (make_source(write, name=f"Anna {it}") for it in "ab")
        write.run_deferred()
        assert are_names_indexed(write)
        write.session.execute(delete(NameWord).filter_by(record_id=source.id))
        wrong = update(NameWord).filter_by(record_id=other.id).values(word="bob")
        write.session.execute(wrong)
        assert {source.id, other.id} <= {*violations(write, "source")}

        assert other.id in rebuild_names(write, "source", below=LAST_ID)

        assert not violations(write, "source")
        assert words(write, "source", source.id) == ["a", "anna"]
