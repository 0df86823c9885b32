"""create the record

Revision ID: 7dc50b0b721e
Revises:
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "7dc50b0b721e"
down_revision = None
branch_labels = None
depends_on = None

# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    analyst = op.create_table(
        "analyst",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('human', 'service')", name=op.f("ck_analyst_kind")
        ),
        sa.CheckConstraint(
            "role IN ('reader', 'analyst', 'editor', 'admin')",
            name=op.f("ck_analyst_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyst")),
    )
    op.create_table(
        "source",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("seniority", sa.String(), nullable=False),
        sa.Column("country_code", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
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
            "(kind IN ('anonymous_person', 'anonymous_group', 'unresolved')) = (article_id IS NOT NULL)",
            name=op.f("ck_source_unnamed"),
        ),
        sa.CheckConstraint(
            "kind IN ('person', 'organisation', 'outlet', 'group', 'document', 'anonymous_person', 'anonymous_group', 'unresolved')",
            name=op.f("ck_source_kind"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_source_name")),
        sa.CheckConstraint(
            "seniority IN ('unknown', 'junior', 'mid', 'senior')",
            name=op.f("ck_source_seniority"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_source_visibility")
        ),
        sa.CheckConstraint(
            "length(country_code) = 2", name=op.f("ck_source_country_code")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_source_merged_into")),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_source_ordinal")),
        sa.CheckConstraint("people >= 1", name=op.f("ck_source_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_source_version")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_source_article_id_article"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["source.id"],
            name=op.f("fk_source_merged_into_id_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index("ix_source_by_name", ["folded", "id"], unique=False)
        batch_op.create_index("ix_source_merged_into", ["merged_into_id"], unique=False)
        batch_op.create_index(
            "ix_source_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "uq_source_live_unnamed",
            ["article_id", "kind", "folded", "ordinal", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
        )

    op.create_table(
        "tag",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_tag_name")),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_tag_visibility")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_tag_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index("ix_tag_by_name", ["name", "id"], unique=False)
        batch_op.create_index(
            "ix_tag_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "uq_tag_live_name",
            ["name", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "affiliation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "organisation_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("held_from", INSTANT, nullable=True),
        sa.Column("held_to", INSTANT, nullable=True),
        sa.Column("held_precision", sa.String(), nullable=True),
        sa.Column("held_text", sa.String(), nullable=True),
        sa.CheckConstraint(
            "held_precision IN ('second', 'minute', 'hour', 'day', 'month', 'quarter', 'year')",
            name=op.f("ck_affiliation_held_precision"),
        ),
        sa.CheckConstraint(
            "relation IN ('works_for', 'represents', 'member_of', 'part_of')",
            name=op.f("ck_affiliation_relation"),
        ),
        sa.CheckConstraint(
            "held_from < held_to", name=op.f("ck_affiliation_held_ordered")
        ),
        sa.CheckConstraint(
            "source_id <> organisation_id", name=op.f("ck_affiliation_self")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["source.id"],
            name=op.f("fk_affiliation_organisation_id_source"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_affiliation_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_affiliation_organisation",
            ["organisation_id", "source_id"],
            unique=False,
        )
        batch_op.create_index("ix_affiliation_source", ["source_id"], unique=False)

    op.create_table(
        "article",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "outlet_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("url_key", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("byline", sa.String(), nullable=True),
        sa.Column("dateline", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("published_from", INSTANT, nullable=True),
        sa.Column("published_to", INSTANT, nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("published_text", sa.String(), nullable=True),
        sa.Column(
            "root_article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("availability", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('news', 'analysis', 'opinion', 'interview', 'transcript', 'press_release', 'statement', 'post', 'broadcast', 'report', 'record', 'note')",
            name=op.f("ck_article_kind"),
        ),
        sa.CheckConstraint(
            "published_precision IN ('second', 'minute', 'hour', 'day', 'month', 'quarter', 'year')",
            name=op.f("ck_article_published_precision"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_article_visibility")
        ),
        sa.CheckConstraint(
            "(url IS NULL) = (url_key IS NULL)", name=op.f("ck_article_url_key")
        ),
        sa.CheckConstraint(
            "published_from < published_to", name=op.f("ck_article_published_ordered")
        ),
        sa.CheckConstraint(
            "root_article_id <> id", name=op.f("ck_article_root_article")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_article_version")),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["source.id"], name=op.f("fk_article_outlet_id_source")
        ),
        sa.ForeignKeyConstraint(
            ["root_article_id"],
            ["article.id"],
            name=op.f("fk_article_root_article_id_article"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(
            "ix_article_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_article_outlet",
            [
                "outlet_id",
                sa.literal_column("published_from DESC"),
                sa.literal_column("id DESC"),
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_article_published",
            [sa.literal_column("published_from DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index("ix_article_root", ["root_article_id"], unique=False)
        batch_op.create_index(
            "uq_article_live_url",
            ["url_key", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "change",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column(
            "analyst_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column(
            "batch_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "action IN ('create', 'update', 'withdraw', 'restore', 'merge', 'unmerge', 'supersede', 'redact')",
            name=op.f("ck_change_action"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_change_version")),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_change_analyst_id_analyst")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_change_record", ["resource", "record_id", "id"], unique=False
        )

    op.create_table(
        "source_identifier",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "scheme <> '' AND value <> ''", name=op.f("ck_source_identifier_value")
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')",
            name=op.f("ck_source_identifier_visibility"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_source_identifier_source_id_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_identifier")),
    )
    with op.batch_alter_table("source_identifier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_source_identifier_source", ["source_id"], unique=False
        )
        batch_op.create_index(
            "uq_source_identifier_live",
            ["scheme", "value", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "source_name",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('alias', 'acronym', 'former', 'transliteration')",
            name=op.f("ck_source_name_kind"),
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_source_name_name")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_name_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_name")),
        sa.UniqueConstraint(
            "source_id", "name", "kind", name=op.f("uq_source_name_source_id_name_kind")
        ),
    )
    with op.batch_alter_table("source_name", schema=None) as batch_op:
        batch_op.create_index("ix_source_name_folded", ["folded"], unique=False)

    op.create_table(
        "revision",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("captured_at", INSTANT, nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("text_length", sa.Integer(), nullable=False),
        sa.Column("archive_url", sa.String(), nullable=True),
        sa.CheckConstraint(
            "length(text_sha256) = 64", name=op.f("ck_revision_text_sha256")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.CheckConstraint("text_length >= 0", name=op.f("ck_revision_text_length")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_revision_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("article_id", "id", name=op.f("uq_revision_article_id_id")),
        sa.UniqueConstraint(
            "article_id", "number", name=op.f("uq_revision_article_id_number")
        ),
        sa.UniqueConstraint(
            "article_id", "text_sha256", name=op.f("uq_revision_article_id_text_sha256")
        ),
    )
    op.create_table(
        "claim",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "article_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "revision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=True),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("hedges", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("probability_low", sa.Float(precision=53), nullable=True),
        sa.Column("probability_high", sa.Float(precision=53), nullable=True),
        sa.Column("probability_basis", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("knowledge", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("terms_reason", sa.String(), nullable=True),
        sa.Column("said_from", INSTANT, nullable=True),
        sa.Column("said_to", INSTANT, nullable=True),
        sa.Column("said_precision", sa.String(), nullable=True),
        sa.Column("said_text", sa.String(), nullable=True),
        sa.Column("about_from", INSTANT, nullable=True),
        sa.Column("about_to", INSTANT, nullable=True),
        sa.Column("about_precision", sa.String(), nullable=True),
        sa.Column("about_text", sa.String(), nullable=True),
        sa.Column("dated_at", INSTANT, nullable=False),
        sa.Column("dated_basis", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("content_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "about_precision IN ('second', 'minute', 'hour', 'day', 'month', 'quarter', 'year')",
            name=op.f("ck_claim_about_precision"),
        ),
        sa.CheckConstraint(
            "act IN ('assertion', 'denial', 'no_evidence', 'confirmation', 'prediction', 'commitment', 'allegation', 'opinion', 'question', 'demand', 'retraction', 'no_comment', 'unknown')",
            name=op.f("ck_claim_act"),
        ),
        sa.CheckConstraint(
            "dated_basis IN ('said', 'published', 'recorded')",
            name=op.f("ck_claim_dated_basis"),
        ),
        sa.CheckConstraint(
            "form IN ('direct_quote', 'mixed_quote', 'paraphrase', 'reported_act', 'own_voice', 'unattributed', 'unclear')",
            name=op.f("ck_claim_form"),
        ),
        sa.CheckConstraint(
            "knowledge IN ('unknown', 'witnessed', 'participated', 'briefed', 'familiar', 'hearsay', 'document', 'inference')",
            name=op.f("ck_claim_knowledge"),
        ),
        sa.CheckConstraint(
            "method IN ('manual', 'import', 'rule', 'model')",
            name=op.f("ck_claim_method"),
        ),
        sa.CheckConstraint(
            "probability_basis IN ('stated_number', 'icd_203', 'analyst')",
            name=op.f("ck_claim_probability_basis"),
        ),
        sa.CheckConstraint(
            "review IN ('draft', 'reviewed', 'disputed', 'rejected')",
            name=op.f("ck_claim_review"),
        ),
        sa.CheckConstraint(
            "said_precision IN ('second', 'minute', 'hour', 'day', 'month', 'quarter', 'year')",
            name=op.f("ck_claim_said_precision"),
        ),
        sa.CheckConstraint(
            "terms <> 'off_record' OR visibility = 'restricted'",
            name=op.f("ck_claim_off_record"),
        ),
        sa.CheckConstraint(
            "terms IN ('on_record', 'background', 'deep_background', 'off_record', 'anonymity_granted', 'unknown')",
            name=op.f("ck_claim_terms"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')", name=op.f("ck_claim_visibility")
        ),
        sa.CheckConstraint('"start" >= 0', name=op.f("ck_claim_start")),
        sa.CheckConstraint(
            "(probability_basis IS NULL) = (probability_low IS NULL AND probability_high IS NULL)",
            name=op.f("ck_claim_probability_given"),
        ),
        sa.CheckConstraint(
            "about_from < about_to", name=op.f("ck_claim_about_ordered")
        ),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 100", name=op.f("ck_claim_confidence")
        ),
        sa.CheckConstraint(
            "length(text) BETWEEN 1 AND 20000", name=op.f("ck_claim_text")
        ),
        sa.CheckConstraint(
            "probability_low <= probability_high",
            name=op.f("ck_claim_probability_ordered"),
        ),
        sa.CheckConstraint(
            "probability_low BETWEEN 0 AND 1 AND probability_high BETWEEN 0 AND 1",
            name=op.f("ck_claim_probability"),
        ),
        sa.CheckConstraint("said_from < said_to", name=op.f("ck_claim_said_ordered")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_claim_version")),
        sa.ForeignKeyConstraint(
            ["article_id", "revision_id"],
            ["revision.article_id", "revision.id"],
            name=op.f("fk_claim_article_id_revision_id_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_claim_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(
            "ix_claim_article_newest",
            [
                "article_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("id DESC"),
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_claim_in_article", ["article_id", "start", "id"], unique=False
        )
        batch_op.create_index(
            "ix_claim_newest",
            [sa.literal_column("dated_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_claim_recorded",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "uq_claim_live_content_key",
            ["article_id", "content_key", "visibility"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "attribution",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "printed_source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "source_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("is_origin", sa.Boolean(), nullable=False),
        sa.Column("dated_at", INSTANT, nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("as_printed", sa.String(), nullable=True),
        sa.Column("cue", sa.String(), nullable=True),
        sa.CheckConstraint(
            "relation IN ('said', 'believes', 'observed', 'own_reporting', 'document', 'relays', 'cites', 'speaks_for')",
            name=op.f("ck_attribution_relation"),
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_attribution_position")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_attribution_seq")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_attribution_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["printed_source_id"],
            ["source.id"],
            name=op.f("fk_attribution_printed_source_id_source"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_attribution_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribution")),
        sa.UniqueConstraint(
            "claim_id",
            "position",
            "seq",
            name=op.f("uq_attribution_claim_id_position_seq"),
        ),
        sa.UniqueConstraint(
            "claim_id",
            "printed_source_id",
            name=op.f("uq_attribution_claim_id_printed_source_id"),
        ),
    )
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attribution_newest",
            [
                "source_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("claim_id DESC"),
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_attribution_newest_origin",
            [
                "source_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("claim_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("is_origin"),
            postgresql_where=sa.text("is_origin"),
        )
        batch_op.create_index(
            "ix_attribution_newest_speaker",
            [
                "source_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("claim_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("position = 1"),
            postgresql_where=sa.text("position = 1"),
        )
        batch_op.create_index(
            "ix_attribution_printed_source", ["printed_source_id"], unique=False
        )

    op.create_table(
        "claim_tag",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "tag_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("dated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_tag_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_claim_tag_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_tag")),
        sa.UniqueConstraint(
            "claim_id", "tag_id", name=op.f("uq_claim_tag_claim_id_tag_id")
        ),
    )
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.create_index(
            "ix_claim_tag_newest",
            [
                "tag_id",
                sa.literal_column("dated_at DESC"),
                sa.literal_column("claim_id DESC"),
            ],
            unique=False,
        )

    op.create_table(
        "span",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "claim_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("exact", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.CheckConstraint(
            "anchor IN ('exact', 'moved', 'fuzzy', 'orphaned')",
            name=op.f("ck_span_anchor"),
        ),
        sa.CheckConstraint(
            "part <> 'content' OR position IS NULL", name=op.f("ck_span_content")
        ),
        sa.CheckConstraint(
            "part <> 'source' OR position IS NOT NULL", name=op.f("ck_span_source")
        ),
        sa.CheckConstraint(
            "part IN ('content', 'source', 'cue')", name=op.f("ck_span_part")
        ),
        sa.CheckConstraint('"end" > "start"', name=op.f("ck_span_ordered")),
        sa.CheckConstraint('"start" >= 0', name=op.f("ck_span_start")),
        sa.CheckConstraint(
            'length(exact) = "end" - "start"', name=op.f("ck_span_length")
        ),
        sa.CheckConstraint(
            "length(prefix) <= 32 AND length(suffix) <= 32",
            name=op.f("ck_span_context"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_span_seq")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_span_claim_id_claim")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_span")),
    )
    with op.batch_alter_table("span", schema=None) as batch_op:
        batch_op.create_index("ix_span_anchor", ["anchor", "claim_id"], unique=False)
        batch_op.create_index(
            "ix_span_claim", ["claim_id", "part", "position", "seq"], unique=False
        )

    if op.get_context().dialect.name == "postgresql":
        # Source and article refer to each other: SQLite created the foreign key with
        # the table, PostgreSQL creates it when both tables exist.
        op.create_foreign_key(
            "fk_source_article_id_article", "source", "article", ["article_id"], ["id"]
        )
    # Row 1 is the owner of the database. The id comes from the sequence.
    local = {"name": "local", "kind": "service", "role": "admin"}
    op.bulk_insert(analyst, [local | {"created_at": datetime.now(UTC)}])


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("fk_source_article_id_article", "source", type_="foreignkey")
    with op.batch_alter_table("span", schema=None) as batch_op:
        batch_op.drop_index("ix_span_claim")
        batch_op.drop_index("ix_span_anchor")

    op.drop_table("span")
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_tag_newest")

    op.drop_table("claim_tag")
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.drop_index("ix_attribution_printed_source")
        batch_op.drop_index(
            "ix_attribution_newest_speaker",
            sqlite_where=sa.text("position = 1"),
            postgresql_where=sa.text("position = 1"),
        )
        batch_op.drop_index(
            "ix_attribution_newest_origin",
            sqlite_where=sa.text("is_origin"),
            postgresql_where=sa.text("is_origin"),
        )
        batch_op.drop_index("ix_attribution_newest")

    op.drop_table("attribution")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_live_content_key",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_claim_recorded")
        batch_op.drop_index("ix_claim_newest")
        batch_op.drop_index("ix_claim_in_article")
        batch_op.drop_index("ix_claim_article_newest")

    op.drop_table("claim")
    op.drop_table("revision")
    with op.batch_alter_table("source_name", schema=None) as batch_op:
        batch_op.drop_index("ix_source_name_folded")

    op.drop_table("source_name")
    with op.batch_alter_table("source_identifier", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_source_identifier_live",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_source_identifier_source")

    op.drop_table("source_identifier")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_record")

    op.drop_table("change")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_article_live_url",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_article_root")
        batch_op.drop_index("ix_article_published")
        batch_op.drop_index("ix_article_outlet")
        batch_op.drop_index("ix_article_newest")

    op.drop_table("article")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index("ix_affiliation_source")
        batch_op.drop_index("ix_affiliation_organisation")

    op.drop_table("affiliation")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tag_live_name",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_tag_newest")
        batch_op.drop_index("ix_tag_by_name")

    op.drop_table("tag")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_source_live_unnamed",
            sqlite_where=sa.text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_source_newest")
        batch_op.drop_index("ix_source_merged_into")
        batch_op.drop_index("ix_source_by_name")

    op.drop_table("source")
    op.drop_table("analyst")
