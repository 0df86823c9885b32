"""Addresses of articles, stored before an article had several."""

from alembic import command
from sqlalchemy import Engine, text

from db.engine.session import make_session_factory, write_transaction
from tests.factories import make_article
from tests.test_migrations import config_of

BEFORE = "9c4e7a15d2f8"


class TestAddresses:
    def test_are_migrated_with_their_keys(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            one = make_article(write, url="https://www.a.example/one").id
            other = make_article(
                write, visibility="restricted", url="https://b.example"
            )
            make_article(write)
            other_id = other.id
        command.downgrade(config_of(databases[2]), BEFORE)

        command.upgrade(config_of(databases[2]), "head")

        with spare.connect() as connection:
            stored = connection.execute(
                text(
                    "SELECT article_id, kind, url, url_key, ordinal, visibility "
                    "FROM article_address WHERE article_id >= :first ORDER BY id"
                ),
                {"first": one},
            )
            address = "https://www.a.example/one", "a.example/one", 1, "public"
            hidden = "https://b.example", "b.example", 1, "restricted"
            assert [tuple(row) for row in stored] == [
                (one, "canonical", *address),
                (other_id, "canonical", *hidden),
            ]
