"""Add embargoes: restricted records become public at an instant.

Revision ID: 9b3e5a7c1d60
Revises: 41d7f0b92c5e
"""

import sqlalchemy as sa
from alembic import op

revision = "9b3e5a7c1d60"
down_revision = "41d7f0b92c5e"
branch_labels = None
depends_on = None

RECORDS = ("source", "article", "claim", "fact", "tag")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
RESTRICTED = "embargo_until IS NULL OR visibility = 'restricted'"
EMBARGOED = sa.text("embargo_until IS NOT NULL")


def upgrade() -> None:
    for name in RECORDS:
        _add_column(name)
        op.create_index(
            op.f(f"ix_{name}_embargo_until"),
            name,
            ["embargo_until"],
            sqlite_where=EMBARGOED,
            postgresql_where=EMBARGOED,
        )


def _add_column(name: str) -> None:
    check = op.f(f"ck_{name}_embargo_until")
    if op.get_bind().dialect.name == "sqlite":
        # Not in a batch: that would lose the CHECKs of the table.
        op.execute(
            f"ALTER TABLE {name} ADD COLUMN embargo_until VARCHAR(27) "
            f"CONSTRAINT {check} CHECK ({RESTRICTED})"
        )
        return
    op.add_column(name, sa.Column("embargo_until", INSTANT, nullable=True))
    op.create_check_constraint(check, name, RESTRICTED)


def downgrade() -> None:
    for name in RECORDS:
        op.drop_index(op.f(f"ix_{name}_embargo_until"), table_name=name)
        op.drop_column(name, "embargo_until")
