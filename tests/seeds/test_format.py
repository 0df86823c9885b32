import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from db.commands.articles import record_article
from db.engine.session import SessionFactory, write_transaction
from db.models import ArticleAddress, ArticleIdentifier, Claim
from seeds.errors import SeedError
from seeds.format import read_seed_file
from seeds.load import Count, load_seeds
from tests.seeds.conftest import everything

SHIPPED = Path(__file__).parents[2] / "seeds" / "data" / "belarus-2022-03-22.json"
File = dict[str, Any]


@pytest.fixture
def seed() -> File:
    file: File = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return file


def written(folder: Path, file: File, name: str = SHIPPED.name) -> Path:
    path = folder / name
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


def instant(text: str | None) -> datetime | None:
    return text and datetime.fromisoformat(text).replace(tzinfo=UTC)


def unknown_field(file: File) -> None:
    file["claims"][3]["verdict"] = "true"


def unknown_value(file: File) -> None:
    file["claims"][0]["form"] = "rumour"


def naive_time(file: File) -> None:
    file["article"]["published"]["from"] = "2022-03-22T00:00:00"


def unknown_speaker(file: File) -> None:
    file["claims"][0]["attribution"][0]["source"] = "nobody"


def unknown_organisation(file: File) -> None:
    file["unnamed"][0]["affiliations"][0]["organisation"] = "us-officials"


def outlet_of_another_kind(file: File) -> None:
    file["article"]["outlet"] = "nato"


def key_twice(file: File) -> None:
    file["unnamed"][0]["key"] = "nato"


def claim_key_twice(file: File) -> None:
    file["claims"][1]["key"] = "01"


def circle(file: File) -> None:
    tie = {"organisation": "us-department-of-defense", "relation": "part_of"}
    file["sources"][2]["affiliations"] = [tie]


def article_without_unnamed(file: File) -> None:
    file["unnamed"], file["claims"] = [], []


def claims_without_article(file: File) -> None:
    file["article"], file["unnamed"] = None, []
    file["claims"] = [file["claims"][9]]


def stance_on_nothing(file: File) -> None:
    file["claims"][0]["stances"][0]["fact"] = "belarus-leaves"


def stance_without_reason(file: File) -> None:
    del file["claims"][0]["stances"][0]["reason"]


def two_stances_on_a_fact(file: File) -> None:
    file["claims"][0]["stances"] *= 2


def fact_twice(file: File) -> None:
    file["facts"].append(file["facts"][1])


def words_twice(file: File) -> None:
    file["claims"][1]["text"] = file["claims"][0]["text"]


def two_assessments_at_once(file: File) -> None:
    first, second, *_ = file["facts"][0]["assessments"]
    second["as_of"] = first["as_of"]


def evidence_without_an_address(file: File) -> None:
    file["facts"][0]["assessments"][1]["evidence"] = [{"bearing": "supports"}]


def day_of_no_calendar(file: File) -> None:
    file["claims"][0]["said"] = "2022-02-30"


def years_before_the_first(file: File) -> None:
    file["claims"][0]["about"] = "44 BC"


def precision_that_does_not_fit(file: File) -> None:
    file["claims"][0]["said"] = {"from": "2022-03-22", "precision": "month"}


def country_that_is_not_assigned(file: File) -> None:
    file["sources"][0]["country_code"] = "UK"


class TestReadSeedFile:
    def test_reads_the_shipped_file(self) -> None:
        seed = read_seed_file(SHIPPED)

        order = [source.key for source in seed.named_in_order()]
        assert order.index("nato") < order.index("united-states")
        assert order.index("united-states") < order.index("us-department-of-defense")
        assert len(seed.claims) == 26

    @pytest.mark.parametrize(
        ("spoil", "message"),
        [
            (unknown_field, r"claims\.3\.verdict: Extra inputs"),
            (unknown_value, r"claims\.0\.form: Input should be 'direct_quote'"),
            (naive_time, r"article\.published\.from: .* needs its zone"),
            (day_of_no_calendar, r"claims\.0\.said: .*no such day"),
            (years_before_the_first, r"claims\.0\.about: .*years 1 to 9999"),
            (precision_that_does_not_fit, r"claims\.0\.said: .*instant of one month"),
            (country_that_is_not_assigned, r"country_code: .*right one is GB"),
            (unknown_speaker, "has the key nobody"),
            (unknown_organisation, "has the key us-officials"),
            (outlet_of_another_kind, "has the key nato"),
            (key_twice, "two have the source key nato"),
            (claim_key_twice, "two have the claim key 01"),
            (circle, "affiliations run in a circle: .*nato"),
            (article_without_unnamed, "an article has unnamed sources"),
            (claims_without_article, "claims need an article"),
            (stance_on_nothing, "no fact has the key belarus-leaves"),
            (stance_without_reason, r"claims\.0\.stances\.0\.reason: Field required"),
            (two_stances_on_a_fact, "two have the fact in the stances of claim 01 bel"),
            (fact_twice, "two have the fact slug belarus-fights"),
            (words_twice, "two have the claim text Belarus could"),
            (two_assessments_at_once, "two have the instant .* belarus-enters-ukraine"),
            (evidence_without_an_address, r"evidence\.0\.url: Field required"),
        ],
    )
    def test_error_names_the_file_and_the_mistake(
        self, seed: File, tmp_path: Path, spoil: Callable[[File], None], message: str
    ) -> None:
        spoil(seed)

        with pytest.raises(SeedError, match=rf"^{SHIPPED.name}: .*{message}"):
            read_seed_file(written(tmp_path, seed))

    @pytest.mark.parametrize(
        ("date", "start", "end", "precision"),
        [
            ("2022", "2022-01-01", "2023-01-01", "year"),
            ("2022-Q1", "2022-01-01", "2022-04-01", "quarter"),
            ("2022-03", "2022-03-01", "2022-04-01", "month"),
            ("2022-03-21", "2022-03-21", "2022-03-22", "day"),
            ("2022-03-21T20+05:30", "2022-03-21T14:30", "2022-03-21T15:30", "hour"),
            (
                {"from": "2022-03-21T00:00-04:00", "precision": "day"},
                *("2022-03-21", "2022-03-22", "day"),
            ),
            (
                {"to": "2022-04-01", "precision": "month"},
                "2022-03-01",
                "2022-04-01",
                "month",
            ),
            ({"from": "2022-03-21", "text": "since then"}, "2022-03-21", None, None),
        ],
    )
    def test_reads_dates_as_people_write_them(
        self,
        seed: File,
        tmp_path: Path,
        date: Any,
        start: str,
        end: str | None,
        precision: str | None,
    ) -> None:
        seed["claims"][0]["said"] = date

        said = read_seed_file(written(tmp_path, seed)).claims[0].said

        assert said
        columns = said.columns("said")
        assert [columns[f"said_{part}"] for part in ("from", "to", "precision")] == [
            instant(start),
            instant(end),
            precision,
        ]

    def test_normalises_languages(self, seed: File, tmp_path: Path) -> None:
        seed["article"]["language"] = "EN-us"
        seed["sources"][0]["language"] = "EN"

        found = read_seed_file(written(tmp_path, seed))

        assert found.article
        assert (found.article.language, found.sources[0].language) == ("en-US", "en")

    def test_refuses_invalid_json(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.json"
        path.write_text("{")

        with pytest.raises(SeedError, match=r"^broken\.json: Expecting property name"):
            read_seed_file(path)

    def test_refuses_a_file_name_that_differs_from_the_key(
        self, seed: File, tmp_path: Path
    ) -> None:
        path = written(tmp_path, seed, "other.json")

        with pytest.raises(SeedError, match="its key is belarus-2022-03-22"):
            read_seed_file(path)

    def test_converts_text_to_nfc(self, seed: File, tmp_path: Path) -> None:
        seed["claims"][0]["text"] = "Cafe\N{COMBINING ACUTE ACCENT}"

        found = read_seed_file(written(tmp_path, seed))

        assert found.claims[0].text == "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"


class TestLoadingOtherFiles:
    def test_error_names_the_refused_claim_and_nothing_is_stored(
        self,
        sessions: SessionFactory,
        connection: Connection,
        seed: File,
        tmp_path: Path,
    ) -> None:
        seed["claims"][2]["attribution"][0]["relation"] = "relays"
        written(tmp_path, seed)
        before = everything(connection)

        with pytest.raises(SeedError, match=r"^belarus.*json, claim 03: This relation"):
            load_seeds(sessions, folder=tmp_path)

        assert everything(connection) == before

    def test_loads_dates_as_people_write_them(
        self,
        sessions: SessionFactory,
        connection: Connection,
        seed: File,
        tmp_path: Path,
    ) -> None:
        seed["article"]["published"] = "2022-03-22"
        for claim in seed["claims"]:
            claim["said"] = "2022-03"
        written(tmp_path, seed)

        load_seeds(sessions, folder=tmp_path)

        dates = select(Claim.said_from, Claim.said_to, Claim.dated_at).distinct()
        april = datetime(2022, 4, 1, tzinfo=UTC)
        march = datetime(2022, 3, 1, tzinfo=UTC)
        found = connection.execute(dates.where(Claim.said_from.is_not(None))).all()
        assert [tuple(row) for row in found] == [(march, april, march)]

    def test_refuses_a_claim_said_after_its_article_was_published(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        seed["claims"][2]["said"] = "2202-03-21"
        written(tmp_path, seed)

        refused = r"^belarus.*json, claim 03: said must not be after the article"
        with pytest.raises(SeedError, match=refused):
            load_seeds(sessions, folder=tmp_path)

    def test_skips_an_article_whose_address_an_analyst_recorded(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        seed["article"]["url"] = "https://www.cnn.example/belarus?utm_source=x"
        written(tmp_path, seed)
        with write_transaction(sessions) as write:
            record_article(write, {"url": "http://cnn.example/belarus/"})

        report = load_seeds(sessions, folder=tmp_path)

        assert report.articles == Count(0, 1)
        assert report.claims == Count(0, 26)
        assert report.facts == Count(0, 6)

    def test_loads_addresses_and_identifiers_of_the_article(
        self,
        sessions: SessionFactory,
        connection: Connection,
        seed: File,
        tmp_path: Path,
    ) -> None:
        amp = {"kind": "amp", "url": "https://cnn.example/belarus.amp"}
        seed["article"]["addresses"] = [amp]
        seed["article"]["identifiers"] = [{"scheme": "wire", "value": "A17"}]
        written(tmp_path, seed)

        load_seeds(sessions, folder=tmp_path)

        found = select(ArticleAddress.url, ArticleIdentifier.value).where(
            ArticleAddress.article_id == ArticleIdentifier.article_id
        )
        rows = [tuple(row) for row in connection.execute(found)]
        assert (amp["url"], "A17") in rows

    def test_error_names_the_refused_fact(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        del seed["facts"][0]["resolution_criteria"]
        written(tmp_path, seed)

        refused = r"^belarus.*json, fact belarus-enters-ukraine: A forecast requires"
        with pytest.raises(SeedError, match=refused):
            load_seeds(sessions, folder=tmp_path)

    def test_loads_facts_without_an_article(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        seed |= {"article": None, "unnamed": [], "claims": []}
        written(tmp_path, seed)

        report = load_seeds(sessions, folder=tmp_path)

        assert report.facts == Count(6, 0)
        assert report.assessments == Count(13, 0)

    def test_loads_a_fact_of_several_files_once(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        written(tmp_path, seed)
        written(tmp_path, seed | {"key": "second"}, "second.json")

        report = load_seeds(sessions, folder=tmp_path)

        assert (report.facts, report.stances) == (Count(6, 6), Count(42, 0))
        assert (report.assessments, report.outcomes) == (Count(13, 13), Count(5, 5))

    def test_loads_sources_without_an_article(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        seed |= {"article": None, "unnamed": [], "claims": [], "facts": []}
        written(tmp_path, seed)

        report = load_seeds(sessions, folder=tmp_path)

        assert report.sources == Count(6, 0)
        assert (report.articles, report.facts) == (Count(0, 0), Count(0, 0))

    def test_finds_a_source_by_the_keys_of_all_its_files(
        self, sessions: SessionFactory, seed: File, tmp_path: Path
    ) -> None:
        written(tmp_path, seed)
        written(tmp_path, seed | {"key": "second"}, "second.json")

        report = load_seeds(sessions, folder=tmp_path)

        assert report.sources == Count(6 + 7 + 7, 6)
        assert report.articles == Count(2, 0)
        again = load_seeds(sessions, folder=tmp_path)
        assert (again.sources, again.claims) == (Count(0, 26), Count(0, 52))
