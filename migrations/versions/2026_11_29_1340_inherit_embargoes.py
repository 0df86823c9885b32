"""Mark embargoes that a record inherits from the record that described it.

Revision ID: 3e8a61c4d927
Revises: 5d1c8e3a7b64
"""

import sqlalchemy as sa
from alembic import op

revision = "3e8a61c4d927"
down_revision = "5d1c8e3a7b64"
branch_labels = None
depends_on = None

DESCRIBED = ("source", "fact", "tag")
# It is unknown whether an older record was described in another one. It counts as
# described, so it stays restricted; otherwise it would be exposed.
FILL = "UPDATE {name} SET embargo_inherited = true WHERE embargo_until IS NOT NULL"


def upgrade() -> None:
    for name in DESCRIBED:
        column = sa.Column(
            "embargo_inherited", sa.Boolean(), server_default=sa.false(), nullable=False
        )
        op.add_column(name, column)
        op.execute(FILL.format(name=name))


def downgrade() -> None:
    for name in DESCRIBED:
        op.drop_column(name, "embargo_inherited")
