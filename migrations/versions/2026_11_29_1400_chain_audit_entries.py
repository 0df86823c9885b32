"""Chain audit entries by hashes, and add those of keys.

Revision ID: 7f2d9b60c5a1
Revises: 3e8a61c4d927
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "7f2d9b60c5a1"
down_revision = "3e8a61c4d927"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ACTIONS = "'create', 'update', 'withdraw', 'restore', 'merge', 'unmerge', 'supersede', 'redact', 'read'"
FORMER, NEW = f"action IN ({ACTIONS})", f"action IN ({ACTIONS}, 'seal')"
CHAIN = ("salt", "digest", "state", "shape", "hash")
LENGTHS = ("digest", "hash")
PORTION = 1000
# It is not stored when, and by whom, the roles of analysts were changed.
KEYS = """
INSERT INTO change
    (at, analyst_id, action, resource, record_id, version, visibility)
SELECT at, by_id, action, 'api_key', id, 1, 'restricted' FROM (
    SELECT created_at AS at, created_by_id AS by_id, 'create' AS action, id
    FROM api_key
    UNION ALL
    SELECT revoked_at, coalesce(revoked_by_id, created_by_id), 'withdraw', id
    FROM api_key WHERE revoked_at IS NOT NULL
) AS made
ORDER BY at, id, action
"""
# The first migration stored this instant in another form.
OWNER = """
UPDATE analyst SET created_at =
    substr(created_at, 1, 10) || 'T' || substr(created_at, 12, 8) || '.'
    || CASE WHEN substr(created_at, 20, 1) = '.'
        THEN substr(created_at, 21, 6) ELSE '000000' END || 'Z'
WHERE substr(created_at, 11, 1) = ' '
"""
LINKED = (
    "at",
    "analyst_id",
    "request_id",
    "batch_id",
    "action",
    "resource",
    "record_id",
    "version",
    "visibility",
)


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(OWNER)
    op.execute(KEYS)
    for name in CHAIN:
        op.add_column("change", sa.Column(name, sa.String(), nullable=True))
    _chain(op.get_bind())
    with op.batch_alter_table("change", copy_from=_change(FORMER, CHAIN)) as batch_op:
        for name in LENGTHS:
            batch_op.alter_column(name, existing_type=sa.String(), nullable=False)
            batch_op.create_check_constraint(
                op.f(f"ck_change_{name}"), f"length({name}) = 64"
            )
        batch_op.drop_constraint(op.f("ck_change_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_change_action"), NEW)


def downgrade() -> None:
    op.execute(
        "DELETE FROM change WHERE action = 'seal' OR resource IN ('api_key', 'analyst')"
    )
    checks = [
        sa.CheckConstraint(f"length({name}) = 64", name=op.f(f"ck_change_{name}"))
        for name in LENGTHS
    ]
    with op.batch_alter_table(
        "change", copy_from=_change(NEW, CHAIN, checks)
    ) as batch_op:
        batch_op.drop_constraint(op.f("ck_change_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_change_action"), FORMER)
        for name in LENGTHS:
            batch_op.drop_constraint(op.f(f"ck_change_{name}"), type_="check")
        for name in CHAIN:
            batch_op.drop_column(name)


def _chain(bind: sa.Connection) -> None:
    """Hash the existing entries in batches, each with the hash before it."""
    change = _change(FORMER, CHAIN)
    rows = (
        sa.select(
            *(change.c[name] for name in (*LINKED, "id", "reason")),
            sa.cast(change.c.before, sa.String).label("stored"),
        )
        .order_by(change.c.id)
        .limit(PORTION)
    )
    store = (
        change.update()
        .where(change.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(name) for name in ("salt", "digest", "hash")})
    )
    after, last = 0, "0" * 64
    while found := bind.execute(rows.where(change.c.id > after)).mappings().all():
        hashed = []
        for row in found:
            salt = token_hex(16)
            digest = _digest([salt, row["stored"], row["reason"], []])
            plain = [row[name] for name in LINKED[1:]]
            last = _digest([last, _at(row["at"]), *plain, digest, None, None])
            hashed.append(
                {"of": row["id"], "salt": salt, "digest": digest, "hash": last}
            )
        bind.execute(store, hashed)
        after = found[-1]["id"]


def _at(stored: datetime | str) -> str:
    if isinstance(stored, datetime):
        return stored.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return stored


def _digest(parts: Sequence[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _change(
    actions: str, more: Sequence[str] = (), checks: Sequence[sa.CheckConstraint] = ()
) -> sa.Table:
    """Describe the table as it is: SQLite omits CHECKs when it copies one."""
    return sa.Table(
        "change",
        sa.MetaData(),
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("analyst_id", KEY, nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("batch_id", KEY, nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in more),
        sa.CheckConstraint(actions, name=op.f("ck_change_action")),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_change_visibility")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_change_version")),
        *checks,
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_change_analyst_id_analyst")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.Index("ix_change_record", "resource", "record_id", "id"),
        sa.Index("ix_change_at", "resource", "at", "record_id"),
    )
