"""Let affiliations lead to persons, or have a title without an organisation.

Revision ID: 5b8d20f7c1e4
Revises: 3e56b67e0d07
"""

import sqlalchemy as sa
from alembic import op

revision = "5b8d20f7c1e4"
down_revision = "3e56b67e0d07"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BELONGING = "'works_for', 'represents', 'member_of', 'part_of'"
EVERY = f"{BELONGING}, 'relative_of', 'close_to'"
# Affiliations that the older tables cannot store; the history keeps them.
LOST = """
DELETE FROM affiliation
WHERE organisation_id IS NULL OR relation IS NULL
    OR relation IN ('relative_of', 'close_to')
"""


def upgrade() -> None:
    with op.batch_alter_table("affiliation") as batch:
        batch.alter_column("organisation_id", existing_type=KEY, nullable=True)
        batch.alter_column("relation", existing_type=sa.String(), nullable=True)
        batch.drop_constraint(op.f("ck_affiliation_relation"), type_="check")
        batch.create_check_constraint(
            op.f("ck_affiliation_relation"), f"relation IN ({EVERY})"
        )
        batch.create_check_constraint(
            op.f("ck_affiliation_target"),
            "organisation_id IS NOT NULL OR title IS NOT NULL",
        )
        batch.create_check_constraint(
            op.f("ck_affiliation_related"),
            "organisation_id IS NULL OR relation IS NOT NULL",
        )


def downgrade() -> None:
    op.execute(LOST)
    with op.batch_alter_table("affiliation") as batch:
        for name in ("related", "target", "relation"):
            batch.drop_constraint(op.f(f"ck_affiliation_{name}"), type_="check")
        batch.create_check_constraint(
            op.f("ck_affiliation_relation"), f"relation IN ({BELONGING})"
        )
        batch.alter_column("relation", existing_type=sa.String(), nullable=False)
        batch.alter_column("organisation_id", existing_type=KEY, nullable=False)
