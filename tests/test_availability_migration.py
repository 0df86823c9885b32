"""Words for the availability of articles, stored before they were a closed list."""

from alembic import command
from sqlalchemy import Engine, text

from db.engine.session import make_session_factory, write_transaction
from tests.factories import make_article
from tests.test_migrations import config_of

BEFORE = "a41c6e90d7b2"


# The former value, the new value, and the added note.
WORDS = [
    ("open", "available", None),
    ("Paywalled", "available", "Availability: Paywalled."),
    ("retracted", "retracted", None),
    ("archived", "removed", "Availability: archived."),
    ("in print only", None, "Availability: in print only."),
    (None, None, None),
]


class TestClosedAvailability:
    def test_has_the_meaning_of_the_words_and_a_note(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            ids = [make_article(write).id for _ in WORDS]
        command.downgrade(config_of(databases[2]), BEFORE)
        with spare.begin() as connection:
            connection.execute(
                text(
                    "UPDATE article SET note = NULL, availability = :words "
                    "WHERE id = :id"
                ),
                [
                    {"id": article_id, "words": before}
                    for article_id, (before, _, _) in zip(ids, WORDS, strict=True)
                ],
            )

        command.upgrade(config_of(databases[2]), "head")

        with spare.connect() as connection:
            stored = connection.execute(
                text("SELECT availability, note FROM article ORDER BY id")
            )
            assert [tuple(row) for row in stored] == [
                (after, note) for _, after, note in WORDS
            ]
