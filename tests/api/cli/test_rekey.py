from sqlalchemy import update

from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import Article, ArticleAddress
from tests.api.cli.running import Onrecord
from tests.factories import make_article


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


class TestRekey:
    def test_it_sets_keys_by_the_rule_of_today(self, migrated: Onrecord) -> None:
        record(migrated, ("https://m.example.org/a", "m.example.org/a"))
        assert migrated("verify").status == 1

        ran = migrated("rekey")

        assert (ran.status, ran.out) == (0, "1 addresses changed, 0 texts sampled.\n")
        assert migrated("verify").status == 0

    def test_it_lets_two_with_one_address_be_two(self, migrated: Onrecord) -> None:
        one, other = record(
            migrated,
            ("https://example.org/a", "example.org/a"),
            ("https://m.example.org/a", "m.example.org/a"),
        )

        told = migrated.json("rekey")

        assert told == {
            "changed": 0,
            "taken": [{"article_id": other, "other_id": one}],
            "texts": 0,
        }
        (violation,) = migrated("verify", "--json").json["violations"]
        assert violation["check"] == "article.addresses"
        assert violation["ids"] == [other]

    def test_it_gives_a_key_that_another_article_leaves(
        self, migrated: Onrecord
    ) -> None:
        record(
            migrated,
            ("https://example.org/b", "example.org/c"),
            ("https://example.org/c", "example.org/d"),
        )

        assert migrated.json("rekey") == {"changed": 2, "taken": [], "texts": 0}

    def test_it_counts_the_other_addresses_of_an_article(
        self, migrated: Onrecord
    ) -> None:
        (article,) = record(migrated, ("https://m.example.org/a", "m.example.org/a"))
        engine = make_engine(migrated.url)
        with write_transaction(make_session_factory(engine)) as write:
            row = {"kind": "amp", "ordinal": 1, "visibility": "public"}
            amp = {"url": "https://example.org/a/amp", "url_key": "example.org/a/amp"}
            write.session.add(ArticleAddress(article_id=article, **row, **amp))
        engine.dispose()

        assert migrated.json("rekey") == {"changed": 1, "taken": [], "texts": 0}
        broken = migrated("verify", "--json").json["violations"]
        assert [one["check"] for one in broken] == ["article.state"]  # for the new row

    def test_it_names_what_is_no_address_any_more(self, migrated: Onrecord) -> None:
        (article,) = record(migrated, ("ftp://example.org/a", "example.org/a"))

        ran = migrated("rekey")

        assert f"Article {article} stays as it is: it has no address" in ran.out
