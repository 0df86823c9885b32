"""Add facts, with stances, assessments and outcomes.

Revision ID: b3bb37b99155
Revises: 7dc50b0b721e
"""

import sqlalchemy as sa
from alembic import op

revision = "b3bb37b99155"
down_revision = "7dc50b0b721e"
branch_labels = None
depends_on = None

# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("statement_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("resolution_criteria", sa.String(), nullable=True),
        sa.Column("opens_at", INSTANT, nullable=True),
        sa.Column("closes_at", INSTANT, nullable=True),
        sa.Column("resolves_by", INSTANT, nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column(
            "parent_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "merged_into_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'forecast' OR (resolution_criteria IS NOT NULL AND resolves_by IS NOT NULL)",
            name=op.f("ck_fact_forecast"),
        ),
        sa.CheckConstraint(
            "kind IN ('event', 'state', 'quantity', 'responsibility', 'intent', 'forecast', 'other')",
            name=op.f("ck_fact_kind"),
        ),
        sa.CheckConstraint("slug <> ''", name=op.f("ck_fact_slug")),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_fact_visibility")
        ),
        sa.CheckConstraint(
            "length(statement) BETWEEN 1 AND 2000", name=op.f("ck_fact_statement")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_fact_merged_into")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_fact_closes_at")),
        sa.CheckConstraint("opens_at < resolves_by", name=op.f("ck_fact_resolves_by")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_fact_parent")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_fact_version")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["fact.id"], name=op.f("fk_fact_merged_into_id_fact")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["fact.id"], name=op.f("fk_fact_parent_id_fact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(
            "ix_fact_merged_into",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_fact_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_fact_parent",
            ["parent_id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        )
        batch_op.create_index("ix_fact_resolving", ["resolves_by", "id"], unique=False)
        batch_op.create_index("ix_fact_statement_key", ["statement_key"], unique=False)
        batch_op.create_index(
            "uq_fact_live_slug",
            ["slug", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "assessment",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "judged_fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "assessor_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("verdict_text", sa.String(), nullable=True),
        sa.Column("probability", sa.Float(precision=53), nullable=True),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column(
            "analyst_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "verdict IN ('unverified', 'true', 'mostly_true', 'mixed', 'mostly_false', 'false', 'misleading', 'contested', 'unverifiable')",
            name=op.f("ck_assessment_verdict"),
        ),
        sa.CheckConstraint(
            "probability BETWEEN 0 AND 1", name=op.f("ck_assessment_probability")
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"],
            ["analyst.id"],
            name=op.f("fk_assessment_analyst_id_analyst"),
        ),
        sa.ForeignKeyConstraint(
            ["assessor_id"],
            ["source.id"],
            name=op.f("fk_assessment_assessor_id_source"),
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["fact.id"], name=op.f("fk_assessment_fact_id_fact")
        ),
        sa.ForeignKeyConstraint(
            ["judged_fact_id"],
            ["fact.id"],
            name=op.f("fk_assessment_judged_fact_id_fact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "judged_fact_id", "id", name=op.f("uq_assessment_judged_fact_id_id")
        ),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessment_assessor", ["assessor_id", "fact_id"], unique=False
        )
        batch_op.create_index("ix_assessment_judged", ["judged_fact_id"], unique=False)
        batch_op.create_index(
            "ix_assessment_newest", ["fact_id", "as_of", "id"], unique=False
        )
        batch_op.create_index(
            "uq_assessment_standing",
            ["fact_id", "assessor_id", "as_of"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_assessment_standing_desk",
            ["fact_id", "as_of"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL AND assessor_id IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND assessor_id IS NULL"),
        )

    op.create_table(
        "outcome",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "judged_fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("occurred_from", INSTANT, nullable=True),
        sa.Column("occurred_to", INSTANT, nullable=True),
        sa.Column("occurred_precision", sa.String(), nullable=True),
        sa.Column("occurred_text", sa.String(), nullable=True),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column(
            "analyst_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "occurred_precision IN ('second', 'minute', 'hour', 'day', 'month', 'quarter', 'year')",
            name=op.f("ck_outcome_occurred_precision"),
        ),
        sa.CheckConstraint(
            "value IN ('yes', 'no', 'ambiguous', 'annulled')",
            name=op.f("ck_outcome_value"),
        ),
        sa.CheckConstraint(
            "occurred_from < occurred_to", name=op.f("ck_outcome_occurred_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_outcome_analyst_id_analyst")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["fact.id"], name=op.f("fk_outcome_fact_id_fact")
        ),
        sa.ForeignKeyConstraint(
            ["judged_fact_id"], ["fact.id"], name=op.f("fk_outcome_judged_fact_id_fact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index("ix_outcome_judged", ["judged_fact_id"], unique=False)
        batch_op.create_index(
            "uq_outcome_standing",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "rating",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("reliability", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column(
            "analyst_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "reliability IN ('A', 'B', 'C', 'D', 'E', 'F')",
            name=op.f("ck_rating_reliability"),
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_rating_analyst_id_analyst")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_rating_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rating_standing",
            ["source_id", "topic"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "claim_link",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "other_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('repeats', 'confirms', 'denies', 'corrects', 'retracts', 'answers')",
            name=op.f("ck_claim_link_kind"),
        ),
        sa.CheckConstraint("claim_id <> other_id", name=op.f("ck_claim_link_self")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_link_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["claim.id"], name=op.f("fk_claim_link_other_id_claim")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_link")),
        sa.UniqueConstraint(
            "claim_id",
            "other_id",
            "kind",
            name=op.f("uq_claim_link_claim_id_other_id_kind"),
        ),
    )
    with op.batch_alter_table("claim_link", schema=None) as batch_op:
        batch_op.create_index("ix_claim_link_other", ["other_id", "id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "judged_fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "assessment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("bearing", sa.String(), nullable=False),
        sa.CheckConstraint(
            "bearing IN ('supports', 'contradicts', 'context')",
            name=op.f("ck_evidence_bearing"),
        ),
        sa.CheckConstraint(
            "(CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN article_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN url IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_evidence_one"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_evidence_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_evidence_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["judged_fact_id", "assessment_id"],
            ["assessment.judged_fact_id", "assessment.id"],
            name=op.f("fk_evidence_judged_fact_id_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["judged_fact_id"],
            ["fact.id"],
            name=op.f("fk_evidence_judged_fact_id_fact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_article", ["article_id"], unique=False)
        batch_op.create_index(
            "ix_evidence_assessment", ["assessment_id", "id"], unique=False
        )
        batch_op.create_index("ix_evidence_claim", ["claim_id"], unique=False)
        batch_op.create_index("ix_evidence_fact", ["judged_fact_id"], unique=False)

    op.create_table(
        "stance",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "judged_fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "fact_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("dated_at", INSTANT, nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column(
            "analyst_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "stance IN ('supports', 'hedges_for', 'noncommittal', 'no_evidence', 'hedges_against', 'denies')",
            name=op.f("ck_stance_stance"),
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_stance_analyst_id_analyst")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_stance_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["fact.id"], name=op.f("fk_stance_fact_id_fact")
        ),
        sa.ForeignKeyConstraint(
            ["judged_fact_id"], ["fact.id"], name=op.f("fk_stance_judged_fact_id_fact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
    )
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stance_judged", ["judged_fact_id", "claim_id"], unique=False
        )
        batch_op.create_index(
            "ix_stance_newest",
            [
                "fact_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("claim_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_stance_standing",
            ["claim_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_change_at", ["resource", "at", "record_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_at")

    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stance_standing",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_stance_newest",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_stance_judged")

    op.drop_table("stance")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_fact")
        batch_op.drop_index("ix_evidence_claim")
        batch_op.drop_index("ix_evidence_assessment")
        batch_op.drop_index("ix_evidence_article")

    op.drop_table("evidence")
    with op.batch_alter_table("claim_link", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_link_other")

    op.drop_table("claim_link")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rating_standing",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("rating")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outcome_standing",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_outcome_judged")

    op.drop_table("outcome")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assessment_standing_desk",
            sqlite_where=sa.text("superseded_at IS NULL AND assessor_id IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND assessor_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_assessment_standing",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_assessment_newest")
        batch_op.drop_index("ix_assessment_judged")
        batch_op.drop_index("ix_assessment_assessor")

    op.drop_table("assessment")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_fact_live_slug",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_fact_statement_key")
        batch_op.drop_index("ix_fact_resolving")
        batch_op.drop_index("ix_fact_parent")
        batch_op.drop_index("ix_fact_newest")
        batch_op.drop_index("ix_fact_merged_into")

    op.drop_table("fact")
