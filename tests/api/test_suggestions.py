"""Suggestions while a person types."""

import asyncio
from collections import Counter

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update

from db.engine.reader import make_reader
from db.models import NameWord
from db.queries.suggestions import FoundNameRow
from db.reads.reading import Reading
from db.reads.suggestions import suggest
from db.search.suggesting import typed_deletions
from db.values.viewer import READER
from tests.api.bodies import API, Json, the_error
from tests.api.identity_records import Identified
from tests.noting import Noting


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def found(told: Identified, q: str, resource: str = "sources", **more: object) -> Json:
    rows: Json = told.get(f"/{resource}/suggest", q=q, **more)["data"]
    return rows


def labels(told: Identified, q: str, resource: str = "sources") -> list[str]:
    return [one["label"] for one in found(told, q, resource)]


class TestSuggestSources:
    def test_finds_names_by_the_beginnings_of_their_words(
        self, told: Identified
    ) -> None:
        of = {"description": "President of Ukraine"}
        source = told.source(name="Volodymyr Zelenskyy", **of)
        told.source(name="Vladimir Putin")

        assert labels(told, "v") == ["Volodymyr Zelenskyy", "Vladimir Putin"]
        assert labels(told, "zel vo") == ["Volodymyr Zelenskyy"]
        assert labels(told, "zelenskyy vl") == []
        assert found(told, "zele")[0] == {
            "id": source,
            "kind": "person",
            "label": "Volodymyr Zelenskyy",
            "descriptor": "President of Ukraine",
            "matched": "Volodymyr Zelenskyy",
            "highlights": [{"start": 10, "end": 19}],
            "in_article": False,
        }

    def test_finds_names_in_spite_of_a_typing_error(self, told: Identified) -> None:
        told.source(name="Volodymyr Zelenskyy")

        for typed in ("zelnsky", "zeln", "volodimyr zelen", "zalenskyy", "Zelesnkyy"):
            assert labels(told, typed) == ["Volodymyr Zelenskyy"], typed
        for typed in ("zln", "zilinskyy"):
            assert labels(told, typed) == [], typed

    def test_returns_the_name_that_matched(self, told: Identified) -> None:
        told.source("organisation", name="United States", names=[{"name": "USA"}])

        (one,) = found(told, "us")

        assert (one["label"], one["matched"]) == ("United States", "USA")

    def test_ranks_the_whole_name_first_then_its_beginning(
        self, told: Identified
    ) -> None:
        for name in ("Lee Ann", "Ann Lee", "Ann"):
            told.source(name=name)

        assert labels(told, "ann") == ["Ann", "Ann Lee", "Lee Ann"]

    def test_ranks_sources_with_more_claims_first(self, told: Identified) -> None:
        _, quoted = (told.source(name=name) for name in ("Anna Reed", "Anna Reid"))
        told.say(quoted, told.fact())

        assert labels(told, "anna") == ["Anna Reid", "Anna Reed"]

    def test_ranks_sources_of_the_article_first_and_adds_unnamed_ones(
        self, told: Identified
    ) -> None:
        other = told.source(name="Official Gazette")
        article = told.article()
        unnamed = told.unnamed(article)
        told.say(unnamed, told.fact(), article=article)

        first, second = found(told, "offi", article=article)

        assert (first["id"], first["in_article"]) == (unnamed, True)
        assert (second["id"], second["in_article"]) == (other, False)
        assert labels(told, "offi") == ["Official Gazette"]

    def test_labels_distinguish_namesakes(self, told: Identified) -> None:
        ids = [told.source(name="Anna Reed") for _ in range(2)]

        assert labels(told, "reed") == [f"Anna Reed · #{one}" for one in ids]

    def test_finds_nothing_for_punctuation(self, told: Identified) -> None:
        told.source(name="NATO")

        assert found(told, "-") == []

    def test_refuses_a_limit_that_is_too_large(self, client: TestClient) -> None:
        answer = client.get(f"{API}/sources/suggest", params={"q": "a", "limit": 51})

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "limit"


class TestCost:
    def test_other_words_are_looked_up_if_the_bits_of_a_record_allow_it(
        self, told: Identified, engine: Engine
    ) -> None:
        known, unknown, wrong = (
            told.source(name=f"Anna {name}") for name in ("Reed", "Reid", "Rees")
        )
        for record_id, bits in {unknown: -1, wrong: 0}.items():
            with engine.begin() as connection:
                of_record = update(NameWord).filter_by(record_id=record_id)
                connection.execute(of_record.values(prefix_bits=bits))

        assert [one["id"] for one in found(told, "anna re")] == [known, unknown]
        assert [one["id"] for one in found(told, "anna reex")] == [known]

    def test_names_and_corrections_are_read_together(
        self, told: Identified, engine: Engine
    ) -> None:
        told.source(name="Anna Reed")
        article = told.article()
        told.say(told.unnamed(article), told.fact(), article=article)

        async def reads() -> Counter[str]:
            reader = make_reader(engine.url.render_as_string(hide_password=False))
            noting = Noting(reader)
            of = {"article": article, "limit": 10}
            await suggest(Reading(noting, READER), "source", "anma reeb", **of)
            await reader.close()
            return Counter(one.read.row_type.__name__ for one in noting.noted)

        counted = asyncio.run(reads())

        assert counted["SimilarWordRow"] == 1
        assert counted["NameOfRow"] == 1

    def test_the_letters_of_a_word_need_no_statement_of_their_own(
        self, told: Identified, engine: Engine
    ) -> None:
        told.source(name="Annabelle Reed")

        async def reads() -> set[str]:
            reader = make_reader(engine.url.render_as_string(hide_password=False))
            noting = Noting(reader)
            for typed in ("annabel r", "annabell reed", "annabelle re"):
                of = {"article": None, "limit": 1}
                assert await suggest(Reading(noting, READER), "source", typed, **of)
            await reader.close()
            names = (one.read for one in noting.noted)
            return {repr(one) for one in names if one.row_type is FoundNameRow}

        assert len(asyncio.run(reads())) == 1

    def test_deletions_of_equal_letters_need_no_statement_of_their_own(self) -> None:
        typed = ("zeln", "anna", "aaaa", "zelenskyy", "annabell")

        assert [len(typed_deletions(one)) for one in typed] == [5, 5, 5, 8, 8]


class TestSuggestOthers:
    def test_finds_outlets(self, told: Identified) -> None:
        told.source(name="Courier Smith")
        told.source("outlet", name="The Courier")

        (one,) = found(told, "cour", "outlets")

        assert (one["label"], one["kind"]) == ("The Courier", "outlet")

    def test_finds_facts(self, told: Identified) -> None:
        told.fact(statement="Belarus enters the war.")

        (one,) = found(told, "war bel", "facts")

        assert one["label"] == "Belarus enters the war."
        assert one["descriptor"]

    def test_finds_tags(self, told: Identified) -> None:
        told.post("/tags", {"name": "War crimes"})

        assert labels(told, "crim", "tags") == ["War crimes"]
