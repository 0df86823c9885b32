"""The migrations of this version, and the current migration of a database.

Both are read without Alembic, which takes long to load.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import column as sql_column
from sqlalchemy import table

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.values.types import AnySelect

MIGRATIONS = Path(__file__).parents[2] / "migrations"
REVISION = re.compile(r'^(down_)?revision(?:: .+)? = "(\w+)"', re.MULTILINE)
NOTED = table("alembic_version", sql_column("version_num"))


@dataclass(frozen=True)
class Schema:
    """The migration of a database, and the migrations that this version includes."""

    current: str | None
    head: str
    known: frozenset[str]

    @classmethod
    def at(cls, current: str | None) -> "Schema":
        """Return the schema of a database whose latest migration is ``current``."""
        return cls(current, *_known_migrations())

    def mismatch(self, database: str = "The database") -> str | None:
        """Return the command to run if the tables have another version."""
        if self.current == self.head:
            return None
        if self.current is None:
            return f"{database} has no tables yet: run `onrecord migrate` on it."
        if self.current in self.known:
            return (
                f"{database} is at migration {self.current} instead of {self.head}: "
                "run `onrecord migrate` on it."
            )
        return (
            f"{database} is at migration {self.current}, which this version of "
            "Onrecord does not know: install the version that made it, or a newer one."
        )


class MigrationRow(Row):
    """The latest migration of a database."""

    revision: str = column(NOTED.c.version_num)


@prepared(MigrationRow)
def find_migration() -> AnySelect:
    """Select the latest migration of the database, which is not confidential."""
    return MigrationRow.select()


@cache
def _known_migrations() -> tuple[str, frozenset[str]]:
    """Return the latest migration of this version, and all migrations."""
    known, parents = set[str](), set[str]()
    for file in MIGRATIONS.glob("versions/*.py"):
        for is_parent, revision in REVISION.findall(file.read_text("utf-8")):
            (parents if is_parent else known).add(revision)
    (head,) = known - parents
    return head, frozenset(known)
