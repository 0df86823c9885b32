"""Alembic entry point: ``alembic upgrade head`` from the repository root."""

import warnings
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from db.engine.session import make_engine
from db.engine.settings import DatabaseSettings
from db.models import Base
from db.values.types import UtcDateTime


def check_foreign_keys(*, ctx: Any, **_: Any) -> None:  # noqa: ANN401 - Alembic's
    """Raise an error in the transaction of a SQLite migration that leaves orphans."""
    if ctx.dialect.name == "sqlite":
        orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            message = f"rows without their parent: {orphans}"
            raise RuntimeError(message)


def include_name(name: str | None, kind: str, _: object) -> bool:
    """Leave out the indexes of words on SQLite: no model has these virtual tables."""
    return kind != "table" or "_fts" not in str(name)


def render_item(kind: str, item: Any, _: Any) -> str | bool:  # noqa: ANN401 - Alembic's
    """Render our types as SQLAlchemy's: migrations import no application code."""
    ours = kind == "type" and isinstance(item, UtcDateTime)
    return "INSTANT" if ours else False


def run() -> None:
    """Apply migrations online, each in a transaction with a lock timeout."""
    url = context.config.attributes.get("url") or DatabaseSettings().database_url
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """Apply migrations on ``connection``."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
    else:
        # A batch migration copies, drops and renames a table, which must not cascade.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_item=render_item,
        compare_server_default=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        on_version_apply=check_foreign_keys,
        autogenerate_plugins=[
            "alembic.autogenerate.*",
            "alembic.ext.checkconstraint_byname",
        ],
    )
    with warnings.catch_warnings(), context.begin_transaction():
        # The models have the indexes of words for PostgreSQL only, and SQLite does
        # not report the expressions of an index.
        warnings.filterwarnings("ignore", "autogenerate skipping .* expression-based")
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expr")
        context.run_migrations()


run()
