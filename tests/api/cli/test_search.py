from sqlalchemy import select, update

from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import ClaimSearch
from tests.api.cli.running import Onrecord
from tests.factories import make_claim


def record(onrecord: Onrecord, *texts: str) -> None:
    """Record claims, with the words of an earlier version in the index."""
    engine = make_engine(onrecord.url)
    with write_transaction(make_session_factory(engine)) as write:
        for text in texts:
            make_claim(write, text=text)
    with write_transaction(make_session_factory(engine)) as write:
        assert len(write.session.scalars(select(ClaimSearch.id)).all()) == len(texts)
        write.session.execute(update(ClaimSearch).values(version=0))
    engine.dispose()


class TestMigrate:
    def test_it_indexes_the_claims_of_an_earlier_version(
        self, migrated: Onrecord
    ) -> None:
        record(migrated, "No sign.", "Reserves.")
        assert migrated("verify").status == 1

        ran = migrated("migrate")

        assert ran.out.splitlines()[-1] == "Indexed the words of 6 records."
        assert migrated("verify").status == 0


class TestSearch:
    def test_it_indexes_what_differs(self, migrated: Onrecord) -> None:
        record(migrated, "No sign.")

        ran = migrated("search", "--rebuild", "--json")

        assert (ran.status, ran.out) == (0, '{"indexed":3}\n')
        assert migrated("verify").status == 0

    def test_it_wants_to_know_what_to_do(self, migrated: Onrecord) -> None:
        ran = migrated("search")

        assert ran.status == 1
        assert "--rebuild" in ran.err
