"""Store who may see a change, and audit reads of restricted judgements.

Revision ID: 41d7f0b92c5e
Revises: 2f6b9d0c41e8
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "41d7f0b92c5e"
down_revision = "2f6b9d0c41e8"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
ACTIONS = "'create', 'update', 'withdraw', 'restore', 'merge', 'unmerge', 'supersede', 'redact'"
FORMER, NEW = f"action IN ({ACTIONS})", f"action IN ({ACTIONS}, 'read')"
VISIBILITY = "visibility IN ('public', 'restricted')"
RECORDS = ("source", "article", "claim", "fact", "tag", "identity")


def upgrade() -> None:
    op.add_column("change", sa.Column("visibility", sa.String(), nullable=True))
    op.execute(_seen())
    with op.batch_alter_table("change", copy_from=_change(FORMER)) as batch_op:
        batch_op.alter_column("visibility", existing_type=sa.String(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_change_visibility"), VISIBILITY)
        batch_op.drop_constraint(op.f("ck_change_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_change_action"), NEW)


def downgrade() -> None:
    op.execute("DELETE FROM change WHERE action = 'read'")
    checks = (sa.CheckConstraint(VISIBILITY, name=op.f("ck_change_visibility")),)
    with op.batch_alter_table("change", copy_from=_change(NEW, checks)) as batch_op:
        batch_op.drop_constraint(op.f("ck_change_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_change_action"), FORMER)
        batch_op.drop_constraint(op.f("ck_change_visibility"), type_="check")
        batch_op.drop_column("visibility")


def _change(actions: str, checks: Sequence[sa.CheckConstraint] = ()) -> sa.Table:
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
        sa.Column("visibility", sa.String(), nullable=True),
        sa.CheckConstraint(actions, name=op.f("ck_change_action")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_change_version")),
        *checks,
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_change_analyst_id_analyst")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.Index("ix_change_record", "resource", "record_id", "id"),
        sa.Index("ix_change_at", "resource", "at", "record_id"),
    )


def _seen() -> sa.Update:
    """Make an audit entry public if the record was public before and after it."""
    change = _change(NEW)
    following = change.alias("following")
    image = sa.func.coalesce(change.c.before["visibility"].as_string(), "public")
    made = (
        sa.select(following.c.before["visibility"].as_string())
        .where(following.c.resource == change.c.resource)
        .where(following.c.record_id == change.c.record_id)
        .where(following.c.id > change.c.id)
        .order_by(following.c.id)
        .limit(1)
        .scalar_subquery()
    )
    live = sa.case(*(_live(change, name) for name in RECORDS))
    is_public = (image == "public") & (sa.func.coalesce(made, live) == "public")
    seen = sa.case((is_public, "public"), else_="restricted")
    return change.update().values(visibility=seen)


def _live(
    change: sa.Table, name: str
) -> tuple[sa.ColumnElement[bool], sa.ScalarSelect[str]]:
    record = sa.table(name, sa.column("id"), sa.column("visibility"))
    found = sa.select(record.c.visibility).where(record.c.id == change.c.record_id)
    return change.c.resource == name, found.scalar_subquery()
