from sqlalchemy import select, update

from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import Article, ArticleAddress, Source
from tests.api.cli.running import Onrecord
from tests.factories import make_article, make_source


def record(onrecord: Onrecord, *addresses: tuple[str, str]) -> list[int]:
    """Record articles whose addresses are stored with the keys of an older rule."""
    engine = make_engine(onrecord.url)
    with write_transaction(make_session_factory(engine)) as write:
        articles = [
            make_article(write, url=f"https://made.example/{number}").id
            for number, _ in enumerate(addresses)
        ]
        for article, (url, key) in zip(articles, addresses, strict=True):
            for column in (Article.id, ArticleAddress.article_id):
                stored = update(column.class_).where(column == article)
                write.session.execute(stored.values(url=url, url_key=key))
    engine.dispose()
    return articles


def describe(onrecord: Onrecord, *sources: tuple[str, str]) -> list[int]:
    """Record unnamed sources of one article with the keys of an older rule."""
    engine = make_engine(onrecord.url)
    with write_transaction(make_session_factory(engine)) as write:
        article = make_article(write).id
        kind = "anonymous_person"
        made = [
            make_source(write, name=f"source {n}", kind=kind, article_id=article).id
            for n, _ in enumerate(sources)
        ]
        for source_id, (name, key) in zip(made, sources, strict=True):
            stored = update(Source).where(Source.id == source_id)
            write.session.execute(stored.values(name=name, match_key=key))
    engine.dispose()
    return made


def keys(onrecord: Onrecord) -> list[str]:
    engine = make_engine(onrecord.url)
    with engine.connect() as connection:
        found = connection.scalars(select(Source.match_key).order_by(Source.id))
        stored = [key for key in found if "official" in key]
    engine.dispose()
    return stored


class TestRekeyUnnamed:
    def test_it_sets_keys_by_the_current_rule(self, migrated: Onrecord) -> None:
        describe(
            migrated,
            ("Russian official", "russiofficial"),
            ("an Italian official", "italiofficial"),
            ("the official", "official"),
        )

        assert migrated.json("rekey")["sources"] == 2

        assert keys(migrated) == ["russian official", "italian official", "official"]
        assert migrated.json("rekey")["sources"] == 0

    def test_it_keeps_sources_with_the_same_new_key_separate(
        self, migrated: Onrecord
    ) -> None:
        one, _ = describe(
            migrated,
            ("Russian official", "russiofficial"),
            ("a Russian official", "russian official"),
        )

        migrated("rekey")

        assert keys(migrated) == [f"russian official\n{one}", "russian official"]
        found = migrated("verify", "--json").json["violations"]
        listed = {row["check"]: row["ids"] for row in found}
        assert listed["source.namesakes"] == [one]

    def test_it_reuses_a_key_that_another_source_no_longer_has(
        self, migrated: Onrecord
    ) -> None:
        describe(
            migrated,
            ("Russian official", "official"),
            ("official", "russian official"),
        )

        migrated("rekey")

        assert keys(migrated) == ["russian official", "official"]


class TestRekey:
    def test_it_sets_keys_by_the_current_rule(self, migrated: Onrecord) -> None:
        record(migrated, ("https://m.example.org/a", "m.example.org/a"))
        assert migrated("verify").status == 1

        ran = migrated("rekey")

        changed = "1 addresses and 0 unnamed sources changed, 0 texts signed.\n"
        assert (ran.status, ran.out) == (0, changed)
        assert migrated("verify").status == 0

    def test_it_reports_articles_with_the_same_new_key(
        self, migrated: Onrecord
    ) -> None:
        one, other = record(
            migrated,
            ("https://example.org/a", "example.org/a"),
            ("https://m.example.org/a", "m.example.org/a"),
        )

        told = migrated.json("rekey")

        assert told == {
            "changed": 0,
            "taken": [{"article_id": other, "other_id": one}],
            "sources": 0,
            "texts": 0,
        }
        (violation,) = migrated("verify", "--json").json["violations"]
        assert violation["check"] == "article.addresses"
        assert violation["ids"] == [other]

    def test_it_reuses_a_key_that_another_article_no_longer_has(
        self, migrated: Onrecord
    ) -> None:
        record(
            migrated,
            ("https://example.org/b", "example.org/c"),
            ("https://example.org/c", "example.org/d"),
        )

        assert migrated.json("rekey") == {
            "changed": 2,
            "taken": [],
            "sources": 0,
            "texts": 0,
        }

    def test_it_counts_an_article_with_several_addresses_once(
        self, migrated: Onrecord
    ) -> None:
        (article,) = record(migrated, ("https://m.example.org/a", "m.example.org/a"))
        engine = make_engine(migrated.url)
        with write_transaction(make_session_factory(engine)) as write:
            row = {"kind": "amp", "ordinal": 1, "visibility": "public"}
            amp = {"url": "https://example.org/a/amp", "url_key": "example.org/a/amp"}
            write.session.add(ArticleAddress(article_id=article, **row, **amp))
        engine.dispose()

        assert migrated.json("rekey") == {
            "changed": 1,
            "taken": [],
            "sources": 0,
            "texts": 0,
        }
        broken = migrated("verify", "--json").json["violations"]
        assert [one["check"] for one in broken] == ["article.state"]  # for the new row

    def test_it_reports_articles_without_a_valid_address(
        self, migrated: Onrecord
    ) -> None:
        (article,) = record(migrated, ("ftp://example.org/a", "example.org/a"))

        ran = migrated("rekey")

        assert f"Article {article} is unchanged: it has no valid address" in ran.out
