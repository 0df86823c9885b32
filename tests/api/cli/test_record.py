from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from tests.api.cli.running import Onrecord, change

STORY = "“It will rain,” a ministry official said.\n"


@pytest.fixture
def story(folder: Path) -> str:
    """A file with the text of an article."""
    (folder / "story.txt").write_text(STORY)
    return "story.txt"


def add(onrecord: Onrecord, *options: str, content: bytes = STORY.encode()) -> str:
    """Return the error about an article that cannot be recorded."""
    ran = onrecord("article", "add", "-", *options, stdin=content)
    assert (ran.status, ran.out) == (1, "")
    return ran.err


def column(onrecord: Onrecord, name: str, table: str) -> list[Any]:
    """Return a column of the database, the latest row last."""
    engine = create_engine(onrecord.url)
    with engine.connect() as connection:
        statement = f"SELECT {name} FROM {table} ORDER BY id"
        found = [row[0] for row in connection.exec_driver_sql(statement)]
    engine.dispose()
    return found


class TestArticleAdd:
    def test_it_creates_an_article_and_its_outlet(
        self, migrated: Onrecord, story: str
    ) -> None:
        article = migrated.json(
            *("article", "add", story, "--outlet", "Kyiv Post"),
            *("--url", "https://www.kyivpost.com/rain", "--published", "2022-03-22"),
            *("--title", "Rain", "--kind", "analysis", "--language", "uk"),
        )

        assert article["outlet"]["name"] == "Kyiv Post"
        assert article["created"] == [{"resource": "source", "id": 1}]
        assert article["published"]["precision"] == "day"
        assert (article["title"], article["kind"]) == ("Rain", "analysis")
        assert article["language"] == "uk"
        assert article["revision"]["text_length"] == len(STORY)
        assert column(migrated, "text", "revision") == [STORY]

    def test_it_matches_an_existing_outlet(
        self, migrated: Onrecord, story: str
    ) -> None:
        first = migrated("article", "add", story, "--outlet", "Kyiv Post")
        second = migrated("article", "add", story, "--outlet", "KYIV POST", "--new")

        assert "Created source 1, Kyiv Post" in first.out
        assert second.out == f"Recorded article 2, {len(STORY)} characters.\n"

    def test_it_accepts_the_id_of_an_outlet(
        self, onrecord: Onrecord, story: str
    ) -> None:
        article = onrecord.json("article", "add", story, "--outlet-id", "1")

        assert article["outlet"]["name"] == "CNN"

    def test_it_stores_the_reason_in_the_history(
        self, migrated: Onrecord, story: str
    ) -> None:
        migrated("article", "add", story, "--title", "Rain", "--reason", "by hand")

        assert column(migrated, "reason", "change")[-1] == "by hand"

    def test_it_reads_stdin_and_normalises_the_text(self, onrecord: Onrecord) -> None:
        content = "\ufeffCafe\u0301\r\nopen\n ".encode()

        onrecord("article", "add", "-", "--title", "Café", stdin=content)

        assert column(onrecord, "text", "revision")[-1] == "Café\nopen\n "

    @pytest.mark.parametrize(
        ("written", "start", "end", "precision"),
        [
            ("2022", "2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z", "year"),
            ("2022-12", "2022-12-01T00:00:00Z", "2023-01-01T00:00:00Z", "month"),
            ("2022-Q4", "2022-10-01T00:00:00Z", "2023-01-01T00:00:00Z", "quarter"),
            (" 2022-03-22 ", "2022-03-22T00:00:00Z", "2022-03-23T00:00:00Z", "day"),
            ("2022-03-22T09Z", "2022-03-22T09:00:00Z", "2022-03-22T10:00:00Z", "hour"),
            (
                "2022-03-22T20+05:30",
                "2022-03-22T14:30:00Z",
                "2022-03-22T15:30:00Z",
                "hour",
            ),
            ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "day"),
            (
                "2022-03-22T01:30+02:00",
                "2022-03-21T23:30:00Z",
                "2022-03-21T23:31:00Z",
                "minute",
            ),
            (
                "2022-03-22T09:30:15.5Z",
                "2022-03-22T09:30:15Z",
                "2022-03-22T09:30:16Z",
                "second",
            ),
        ],
    )
    def test_it_stores_dates_with_the_precision_as_written(
        self,
        onrecord: Onrecord,
        story: str,
        written: str,
        start: str,
        end: str,
        precision: str,
    ) -> None:
        article = onrecord.json(
            "article", "add", story, "--title", "Rain", "--published", written
        )

        assert article["published"] == {
            "from": start,
            "to": end,
            "precision": precision,
            "text": None,
        }

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--published", "44 BC"), "years 1 to 9999"),
            (("--published", "2022-02-30"), "There is no such day or time"),
            (("--published", "2099"), "published is later than tomorrow"),
            (("--language", "?"), "A language is a tag, like en or zh-Hant"),
        ],
    )
    def test_it_explains_invalid_values(
        self, onrecord: Onrecord, story: str, options: tuple[str, ...], words: str
    ) -> None:
        ran = onrecord("article", "add", story, "--title", "Rain", *options)

        assert ran.status != 0
        assert words in " ".join(ran.err.replace("│", " ").split())

    def test_it_normalises_a_language(self, onrecord: Onrecord, story: str) -> None:
        article = onrecord.json(
            "article", "add", story, "--title", "Rain", "--language", "EN-gb"
        )

        assert article["language"] == "en-GB"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"caf\xe9\n", "stdin is not UTF-8: the byte 0xe9 in line 1"),
            (b"one\ntwo \xff\xfe", "line 2"),
            (b"\x7fELF\x02\0\0\0", "is not text"),
            (b"", "is empty"),
        ],
    )
    def test_it_describes_errors_of_the_text(
        self, onrecord: Onrecord, content: bytes, words: str
    ) -> None:
        assert words in add(onrecord, "--title", "Rain", content=content)

    def test_it_refuses_a_file_that_is_too_large(self, onrecord: Onrecord) -> None:
        content = b"It rained. " * 2_000_000

        error = add(onrecord, "--title", "Rain", content=content)

        assert "larger than 20 MB" in error

    def test_it_refuses_a_text_with_too_many_characters(
        self, onrecord: Onrecord
    ) -> None:
        content = b"It rained. " * 500_000

        error = add(onrecord, "--title", "Rain", content=content)

        assert "is too long: split it, the limit is 5,000,000 characters" in error

    @pytest.mark.parametrize("file", ["missing.txt", "."])
    def test_it_reports_a_file_that_cannot_be_read(
        self, onrecord: Onrecord, file: str
    ) -> None:
        ran = onrecord("article", "add", file, "--title", "Rain")

        assert ran.status == 1
        assert ran.err.startswith(f"Error: {file} cannot be read: ")

    @pytest.mark.parametrize(
        "options",
        [
            ("--published", "yesterday"),
            ("--published", "2022-13"),
            ("--published", "2022-02-30"),
            ("--published", "9999-12"),
            ("--published", "2022-03-22T09:30"),
            ("--published", "2022-Q5"),
            ("--published", "44 BC"),
            ("--kind", "robot"),
            ("--url", "kyivpost.com/rain"),
            ("--language", "Ukrainian!"),
            ("--outlet-id", "0"),
            ("--outlet-id", "1", "--outlet", "CNN"),
            ("--reason", "why " * 400),
            ("--colour", "blue"),
        ],
    )
    def test_it_refuses_invalid_options(
        self, onrecord: Onrecord, story: str, options: tuple[str, ...]
    ) -> None:
        ran = onrecord("article", "add", story, "--title", "Rain", *options)

        assert (ran.status, ran.out) == (2, "")
        assert "Error" in ran.err

    def test_it_requires_an_outlet_a_url_or_a_title(
        self, onrecord: Onrecord, story: str
    ) -> None:
        ran = onrecord("article", "add", story, "--published", "2022")

        assert ran.status == 2
        assert "--outlet, --url or --title" in ran.err

    def test_it_names_the_article_with_the_same_address(
        self, migrated: Onrecord, story: str
    ) -> None:
        migrated("article", "add", story, "--url", "https://example.org/rain")

        error = add(migrated, "--url", "http://www.example.org/rain/?utm_source=x")

        assert "Conflicts with article 1, which has the same web address." in error
        assert "POST /api/v1/articles/1/revisions" in error

    def test_it_lists_the_outlets_of_an_ambiguous_name(
        self, migrated: Onrecord, story: str
    ) -> None:
        migrated("article", "add", story, "--outlet", "Post")
        migrated("article", "add", story, "--outlet", "Herald")
        change(migrated, "UPDATE source SET folded = 'post', match_key = 'post'")

        error = add(migrated, "--outlet", "Post")

        assert "They are: 1 (Post · #1), 2 (Herald · #2). Choose one of them" in error

    @pytest.mark.parametrize("outlet_id", ["2", "999"])
    def test_it_reports_an_unknown_outlet(
        self, onrecord: Onrecord, outlet_id: str
    ) -> None:
        error = add(onrecord, "--outlet-id", outlet_id)

        assert error.startswith("Error: --outlet-id: ")
        assert "`onrecord sources --kind outlet`" in error
