"""Dates, languages and countries that were stored before they were completed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Table, select, update

from db.commands.facts import record_outcome
from db.engine.session import (
    Write,
    make_session_factory,
    write_transaction,
)
from db.models import Base
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import make_article, make_claim, make_fact, make_source
from tests.test_migrations import migrate_again

BEFORE = "5d0c7e21b9f4"
TABLES = Base.metadata.tables
PARTS = ("from", "to", "precision")
MARCH = datetime(2022, 3, 1, tzinfo=UTC)
MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = datetime(2022, 3, 22, tzinfo=UTC)
Dates = tuple[datetime | None, datetime | None, str | None]


def put(engine: Engine, table: str, record_id: int, **values: Any) -> None:
    """Store values that no command would store."""
    changed = TABLES[table]
    with engine.begin() as connection:
        row = update(changed).where(changed.c.id == record_id).values(values)
        assert connection.execute(row).rowcount == 1


def read(engine: Engine, table: str, record_id: int, *columns: str) -> tuple[Any, ...]:
    found: Table = TABLES[table]
    wanted = select(*(found.c[name] for name in columns))
    with engine.connect() as connection:
        return tuple(connection.execute(wanted.where(found.c.id == record_id)).one())


def columns_of(name: str, dates: Dates) -> dict[str, Any]:
    return {f"{name}_{part}": at for part, at in zip(PARTS, dates, strict=True)}


def told(engine: Engine, count: int = 1) -> list[dict[str, int]]:
    """Record something with each date there is, and return the ids by their tables."""
    with write_transaction(make_session_factory(engine)) as write:
        return [_told(write) for _ in range(count)]


def _told(write: Write) -> dict[str, int]:
    nato = make_source(write, kind="organisation")
    tie = {"organisation_id": nato.id, "relation": "works_for"}
    source = make_source(write, affiliations=[tie])
    article = make_article(write, published_from=TUESDAY)
    fact = make_fact(write)
    record_outcome(write, fact.id, {"value": "yes", "known_at": TUESDAY})
    stances = [{"fact_id": fact.id, "stance": "supports"}]
    claim = make_claim(write, source, article=article, tags=("x",), stances=stances)
    assert claim.dated_at == TUESDAY
    return {
        "article": article.id,
        "claim": claim.id,
        "affiliation": source.affiliations[0].id,
        "outcome": fact.outcomes[0].id,
        "source": source.id,
    }


def verified(engine: Engine) -> set[str]:
    """Return the checks of ``onrecord verify`` that find something."""
    with write_transaction(make_session_factory(engine)) as write:
        return {
            name
            for name, check in CHECKS.items()
            if write.rows(check.builder(viewer=LOCAL_VIEWER))
        }


YEAR, NEXT = datetime(2022, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)
ONE_END: list[tuple[Dates, Dates]] = [
    ((MONDAY, None, "day"), (MONDAY, TUESDAY, "day")),
    ((None, TUESDAY, "day"), (MONDAY, TUESDAY, "day")),
    ((MARCH, None, "month"), (MARCH, MARCH.replace(month=4), "month")),
    ((None, NEXT, "quarter"), (YEAR.replace(month=10), NEXT, "quarter")),
    ((YEAR, None, "year"), (YEAR, NEXT, "year")),
    ((MONDAY, None, "hour"), (MONDAY, MONDAY.replace(hour=1), "hour")),
    ((MONDAY, None, "second"), (MONDAY, MONDAY.replace(second=1), "second")),
    ((MONDAY, None, None), (MONDAY, None, None)),
    ((None, MONDAY, None), (None, MONDAY, None)),
    ((LAST, None, "year"), (LAST, None, None)),  # its end cannot be stored
    ((MONDAY, TUESDAY, "day"), (MONDAY, TUESDAY, "day")),
]
NOTHING: Dates = (None, None, None)
DATED: list[tuple[Dates, Dates, tuple[datetime, str]]] = [
    ((None, MONDAY, None), (TUESDAY, None, None), (MONDAY, "said")),
    ((None, TUESDAY, "day"), (TUESDAY, None, None), (MONDAY, "said")),
    (NOTHING, (None, TUESDAY, "day"), (MONDAY, "published")),
    (NOTHING, (None, MONDAY, None), (MONDAY, "published")),
    (NOTHING, (TUESDAY, None, "day"), (TUESDAY, "published")),
]


class TestOneEnd:
    def test_is_completed_with_the_other_end(
        self, spare: Engine, databases: list[str]
    ) -> None:
        names = {
            "claim": ("said", "about"),
            "article": ("published",),
            "affiliation": ("held",),
            "outcome": ("occurred",),
        }
        records = told(spare, len(ONE_END))
        for ids, (stored, _) in zip(records, ONE_END, strict=True):
            for table, dates in names.items():
                for name in dates:
                    put(spare, table, ids[table], **columns_of(name, stored))

        migrate_again(databases[2], BEFORE)

        for ids, (_, completed) in zip(records, ONE_END, strict=True):
            for table, dates in names.items():
                for name in dates:
                    columns = [f"{name}_{part}" for part in PARTS]
                    found = read(spare, table, ids[table], *columns)
                    assert found == completed, (table, name)
        assert verified(spare) == set()


class TestDatedAt:
    def test_is_the_known_end_in_claims_and_copies(
        self, spare: Engine, databases: list[str]
    ) -> None:
        records = told(spare, len(DATED))
        for ids, (said, published, _) in zip(records, DATED, strict=True):
            put(spare, "claim", ids["claim"], **columns_of("said", said))
            put(spare, "article", ids["article"], **columns_of("published", published))

        migrate_again(databases[2], BEFORE)

        for ids, (_, _, dated) in zip(records, DATED, strict=True):
            claim_id = ids["claim"]
            assert read(spare, "claim", claim_id, "dated_at", "dated_basis") == dated
            for part in ("attribution", "claim_tag", "stance"):
                copy = TABLES[part]
                with spare.connect() as connection:
                    dates = select(copy.c.dated_at).where(copy.c.claim_id == claim_id)
                    assert list(connection.scalars(dates)) == [dated[0]]
        assert verified(spare) == set()


class TestCodes:
    def test_are_stored_in_their_normal_form(
        self, spare: Engine, databases: list[str]
    ) -> None:
        (ids,) = told(spare)
        stored = {"claim": "EN", "article": "zh-HANT-tw", "source": "uk"}
        for table, tag in stored.items():
            put(spare, table, ids[table], language=tag)
        put(spare, "source", ids["source"], country_code="UK")

        migrate_again(databases[2], BEFORE)

        assert read(spare, "claim", ids["claim"], "language") == ("en",)
        assert read(spare, "article", ids["article"], "language") == ("zh-Hant-TW",)
        source = read(spare, "source", ids["source"], "language", "country_code")
        assert source == ("uk", "GB")
