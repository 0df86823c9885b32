from pathlib import Path

from sqlalchemy import insert, make_url, select, update

from db.commands.redaction import redact
from db.engine.session import (
    has_index_table,
    make_engine,
    make_session_factory,
    write_transaction,
)
from db.models import Claim, ClaimSearch
from db.queries.claims import list_found_claims
from db.queries.filters import named, shape_of
from db.queries.search import index_values
from db.queries.word_indexes import CLAIMS
from db.search.grammar import parse
from db.values.viewer import LOCAL_VIEWER
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
    def test_it_indexes_records_without_an_index(self, migrated: Onrecord) -> None:
        record(migrated, "No sign.")

        ran = migrated("search", "--rebuild", "--json")

        assert (ran.status, ran.out) == (0, '{"indexed":3,"purged":false}\n')
        assert migrated("verify").status == 0

    def test_verify_succeeds_during_a_write(self, migrated: Onrecord) -> None:
        record(migrated, "No sign.")
        migrated("migrate")
        engine = make_engine(migrated.url)

        with engine.begin() as connection:
            connection.execute(update(ClaimSearch).values(words=ClaimSearch.words))
            ran = migrated("verify")
        engine.dispose()

        assert ran.status == 0

    def test_it_repairs_an_index_that_lost_words(self, migrated: Onrecord) -> None:
        record(migrated, "No sign of it.")
        migrated("migrate")
        engine = make_engine(migrated.url)
        sessions = make_session_factory(engine)
        with write_transaction(sessions) as write:
            (row,) = write.session.scalars(select(ClaimSearch))
            lost = {"claim_fts": "delete", "rowid": row.id, "words": row.words}
            is_kept = has_index_table(write.connection)
            if is_kept:
                write.session.execute(insert(CLAIMS.fts), lost)

        damaged = migrated("verify")
        ran = migrated("search", "--rebuild")

        is_found = "claim.index: The index of words" in damaged.out
        assert (damaged.status, is_found) == ((1, True) if is_kept else (0, False))
        assert migrated("verify").status == 0
        found = index_values(parse("sign"))
        of = {"shape": shape_of(found), "limit": 9, "viewer": LOCAL_VIEWER}
        with write_transaction(sessions) as write:
            assert len(write.rows(list_found_claims(**of), **named(found))) == 1
        engine.dispose()
        assert (ran.status, ran.err) == (0, "")

    def test_it_requires_an_option(self, migrated: Onrecord) -> None:
        ran = migrated("search")

        assert ran.status == 1
        assert "--rebuild" in ran.err

    def test_it_purges_redacted_text_from_the_files(self, migrated: Onrecord) -> None:
        record(migrated, "Weird xylophones, and no sign.")
        engine = make_engine(migrated.url)
        with write_transaction(make_session_factory(engine)) as write:
            (claim_id,) = write.session.scalars(select(Claim.id))
            redact(write, "claim", claim_id, version=None)
        engine.dispose()

        ran = migrated("search", "--purge")

        assert (ran.status, ran.err) == (0, "")
        assert not any(b"xylophone" in one.lower() for one in files_of(migrated.url))
        assert migrated("verify").status == 0


def files_of(url: str) -> list[bytes]:
    """Return the file of a database and its log; no file of one on a server."""
    path = Path(make_url(url).database or "")
    if not make_url(url).drivername.startswith("sqlite"):
        return []
    return [one.read_bytes() for one in path.parent.glob(f"{path.name}*")]
