import pytest

from db.commands.claims import withdraw_claim
from db.commands.tags import (
    make_tag,
    resolve_tags,
    restore_tag,
    revise_tag,
    withdraw_tag,
)
from db.engine.session import Write
from db.errors import ConflictError, NotFoundError, StaleError
from db.queries.tags import get_tag
from tests.factories import make_claim


class TestMakeTag:
    def test_stores_the_name_as_it_is_written(self, write: Write) -> None:
        tag = make_tag(write, name=" War Crimes ", note="see the style book")

        (found,) = write.rows(get_tag(viewer=write.viewer), tag=tag.id)
        assert (found.name, found.note, found.visibility, found.version) == (
            (" War Crimes ", "see the style book", "public", 1)
        )

    def test_conflict_names_the_existing_tag_and_keeps_the_transaction(
        self, write: Write
    ) -> None:
        tag = make_tag(write, name="war")

        with pytest.raises(
            ConflictError, match=f"Conflicts with tag {tag.id}"
        ) as caught:
            make_tag(write, name="war")

        assert (caught.value.resource, caught.value.record_id) == ("tag", tag.id)
        assert make_tag(write, name="wár").id


class TestResolveTags:
    def test_creates_missing_tags_in_order(self, write: Write) -> None:
        known = make_tag(write, name="known").id

        first, second, third = resolve_tags(write, ["new", "known", "newer", "new"])

        assert second == known
        assert [known, first, third] == sorted({known, first, third})
        assert resolve_tags(write, ["newer", "new"]) == [third, first]

    def test_creates_a_withdrawn_tag_again(self, write: Write) -> None:
        old = make_tag(write, name="war")
        withdraw_tag(write, old.id, version=1)

        assert resolve_tags(write, ["war"]) != [old.id]

    def test_prefers_the_public_tag_of_a_name(self, write: Write) -> None:
        public = make_tag(write, name="war")
        make_tag(write, name="war", visibility="restricted")

        assert resolve_tags(write, ["war"]) == [public.id]

    def test_returns_nothing_without_names(self, write: Write) -> None:
        assert resolve_tags(write, []) == []


class TestReviseTag:
    def test_sets_given_fields(self, write: Write) -> None:
        tag = make_tag(write, name="war", note="kept")

        revise_tag(write, tag.id, version=1, name="peace")

        assert (tag.name, tag.note, tag.version) == ("peace", "kept", 2)

    def test_conflict_names_the_existing_tag_and_keeps_the_transaction(
        self, write: Write
    ) -> None:
        first, second = make_tag(write, name="first"), make_tag(write, name="second")

        with pytest.raises(ConflictError, match=f"Conflicts with tag {first.id}"):
            revise_tag(write, second.id, version=1, name="first")

        revise_tag(write, second.id, version=1, name="third")
        assert (second.name, second.version) == ("third", 2)

    def test_refuses_a_stale_version(self, write: Write) -> None:
        with pytest.raises(StaleError):
            revise_tag(write, make_tag(write, name="war").id, version=2, name="peace")


class TestWithdrawTag:
    def test_hides_the_tag(self, write: Write) -> None:
        tag = make_tag(write, name="war")

        withdraw_tag(write, tag.id, version=1)

        assert write.rows(get_tag(viewer=write.viewer), tag=tag.id) == []

    def test_refuses_while_live_claims_use_it(self, write: Write) -> None:
        claims = [make_claim(write, tags=("war",)) for _ in range(3)]
        withdraw_claim(write, claims[0].id, version=1)
        tag_id = claims[0].tags[0].tag_id

        with pytest.raises(ConflictError, match="2 live claims use this") as caught:
            withdraw_tag(write, tag_id, version=1)

        assert (caught.value.resource, caught.value.record_id, caught.value.count) == (
            ("claim", claims[1].id, 2)
        )

    def test_does_not_find_withdrawn_records(self, write: Write) -> None:
        tag = make_tag(write, name="war")
        withdraw_tag(write, tag.id, version=1)

        with pytest.raises(NotFoundError, match=f"No tag with id {tag.id}"):
            withdraw_tag(write, tag.id, version=2)


class TestRestoreTag:
    def test_restores_the_tag(self, write: Write) -> None:
        tag = make_tag(write, name="war")
        withdraw_tag(write, tag.id, version=1)

        restore_tag(write, tag.id, version=2)

        assert (tag.withdrawn_at, tag.version) == (None, 3)

    def test_conflict_names_the_tag_with_its_name(self, write: Write) -> None:
        tag = make_tag(write, name="war")
        withdraw_tag(write, tag.id, version=1)
        other = make_tag(write, name="war")

        with pytest.raises(ConflictError, match=f"Conflicts with tag {other.id}"):
            restore_tag(write, tag.id, version=2)

        assert tag.withdrawn_at is not None

    def test_refuses_a_live_record(self, write: Write) -> None:
        with pytest.raises(ConflictError, match="is not withdrawn"):
            restore_tag(write, make_tag(write, name="war").id, version=1)
