"""Claims: statements by sources, as printed."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.attribution import Attribution
from db.models.base import (
    ERASED,
    MERGED,
    Editable,
    editable_rules,
    fuzzy_checks,
    merge_rules,
    one_live,
    one_of,
    refers_to,
)
from db.models.claim_link import ClaimLink
from db.models.claim_subject import ClaimSubject
from db.models.span import Span
from db.models.stance import Stance
from db.models.tag import ClaimTag
from db.values.types import Key

Form = Literal[
    "direct_quote",
    "mixed_quote",
    "paraphrase",
    "reported_act",
    "own_voice",
    "unattributed",
    "unclear",
]
Act = Literal[
    "assertion",
    "denial",
    "no_evidence",
    "confirmation",
    "prediction",
    "commitment",
    "allegation",
    "opinion",
    "question",
    "demand",
    "retraction",
    "no_comment",
    "unknown",
]
ProbabilityBasis = Literal["stated_number", "icd_203", "analyst"]
Knowledge = Literal[
    "unknown",
    "witnessed",
    "participated",
    "briefed",
    "familiar",
    "hearsay",
    "document",
    "inference",
]
Terms = Literal[
    "on_record",
    "background",
    "deep_background",
    "off_record",
    "anonymity_granted",
    "unknown",
]
DatedBasis = Literal["said", "published", "recorded"]
Method = Literal["manual", "import", "rule", "model"]
Review = Literal["draft", "reviewed", "disputed", "rejected"]

DRAFTS = text("review = 'draft'")
# Values that many claims have: indexes by these columns are of all others.
COMMON = {
    "act": ("assertion",),
    "form": ("paraphrase", "direct_quote"),
    "terms": ("unknown", "on_record"),
    "review": ("reviewed",),
}
UNPLACED = 2**31 - 1  # sorts claims without a content span last


def seldom(name: str) -> str:
    """Return the condition of the index by a column of ``COMMON``."""
    return " AND ".join(f"{name} <> '{value}'" for value in COMMON[name])


class Claim(Editable):
    """A statement in an article, as printed, with its attribution."""

    __tablename__ = "claim"
    __table_args__ = (
        *editable_rules(),
        *fuzzy_checks("said", "about"),
        one_of("form", get_args(Form)),
        one_of("act", get_args(Act)),
        one_of("probability_basis", get_args(ProbabilityBasis)),
        one_of("knowledge", get_args(Knowledge)),
        one_of("terms", get_args(Terms)),
        one_of("dated_basis", get_args(DatedBasis)),
        one_of("method", get_args(Method)),
        one_of("review", get_args(Review)),
        CheckConstraint("length(text) BETWEEN 1 AND 20000", name="text"),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence"),
        CheckConstraint(
            "probability_low BETWEEN 0 AND 1 AND probability_high BETWEEN 0 AND 1",
            name="probability",
        ),
        CheckConstraint(
            "probability_low <= probability_high", name="probability_ordered"
        ),
        CheckConstraint(
            "(probability_basis IS NULL) = "
            "(probability_low IS NULL AND probability_high IS NULL)",
            name="probability_given",
        ),
        CheckConstraint(
            "terms <> 'off_record' OR visibility = 'restricted'", name="off_record"
        ),
        CheckConstraint('"start" >= 0', name="start"),
        *merge_rules("claim"),
        # So that every read of live claims leaves merged claims out.
        CheckConstraint(
            "merged_into_id IS NULL OR withdrawn_at IS NOT NULL", name="merged"
        ),
        ForeignKeyConstraint(
            ["article_id", "revision_id"], ["revision.article_id", "revision.id"]
        ),
        one_live("uq_claim_live_content_key", "article_id", "content_key"),
        Index(
            "ix_claim_merged",
            "article_id",
            "content_key",
            sqlite_where=MERGED,
            postgresql_where=MERGED,
        ),
        Index("ix_claim_in_article", "article_id", "start", "id"),
        Index("ix_claim_outlet_in_article", "outlet_id", "article_id", "start", "id"),
    )

    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    # The survivor of the outlet of the article; computed.
    outlet_id: Mapped[Key | None]
    revision_id: Mapped[Key | None]
    text: Mapped[str]
    statement: Mapped[str | None] = mapped_column(info=ERASED)
    form: Mapped[str]
    act: Mapped[str]
    # SQL NULL if none is printed: a JSON column can only be compared with NULL.
    hedges: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), info=ERASED
    )
    probability_low: Mapped[float | None] = mapped_column(Float(53))
    probability_high: Mapped[float | None] = mapped_column(Float(53))
    probability_basis: Mapped[str | None]
    channel: Mapped[str | None] = mapped_column(info=ERASED)
    knowledge: Mapped[str]
    terms: Mapped[str]
    terms_reason: Mapped[str | None] = mapped_column(info=ERASED)
    said_from: Mapped[datetime | None]
    said_to: Mapped[datetime | None]
    said_precision: Mapped[str | None]
    said_text: Mapped[str | None] = mapped_column(info=ERASED)
    about_from: Mapped[datetime | None]
    about_to: Mapped[datetime | None]
    about_precision: Mapped[str | None]
    about_text: Mapped[str | None] = mapped_column(info=ERASED)
    dated_at: Mapped[datetime]
    dated_basis: Mapped[str]
    start: Mapped[int]  # of the first content span, or UNPLACED
    language: Mapped[str | None]
    method: Mapped[str]
    confidence: Mapped[int | None]
    review: Mapped[str]
    content_key: Mapped[str]
    merged_into_id: Mapped[Key | None] = mapped_column(info=refers_to("claim"))
    # The final survivor after all merges of this claim; computed.
    survivor_id: Mapped[Key | None]

    attribution: Mapped[list[Attribution]] = relationship(
        order_by=(Attribution.position, Attribution.seq),
        cascade="all, delete-orphan",
        lazy="raise",
    )
    spans: Mapped[list[Span]] = relationship(
        order_by=Span.id, cascade="all, delete-orphan", lazy="raise"
    )
    tags: Mapped[list[ClaimTag]] = relationship(
        order_by=ClaimTag.id, cascade="all, delete-orphan", lazy="raise"
    )
    subjects: Mapped[list[ClaimSubject]] = relationship(
        order_by=ClaimSubject.id, cascade="all, delete-orphan", lazy="raise"
    )
    stances: Mapped[list[Stance]] = relationship(
        primaryjoin=lambda: and_(
            Claim.id == foreign(Stance.claim_id), Stance.superseded_at.is_(None)
        ),
        order_by=Stance.id,
        lazy="raise",
    )
    links: Mapped[list[ClaimLink]] = relationship(
        foreign_keys=ClaimLink.claim_id,
        order_by=ClaimLink.id,
        cascade="all, delete-orphan",
        lazy="raise",
    )


NEWEST = (Claim.dated_at.desc(), Claim.id.desc())
RECORDED = (Claim.created_at.desc(), Claim.id.desc())
Index("ix_claim_newest", *NEWEST)
Index("ix_claim_recorded", *RECORDED)
SELDOM = {(name, "newest"): NEWEST for name in COMMON}
for (name, order), key in {**SELDOM, ("review", "recorded"): RECORDED}.items():
    Index(
        f"ix_claim_{name}_{order}",
        getattr(Claim, name),
        *key,
        sqlite_where=text(seldom(name)),
        postgresql_where=text(seldom(name)),
    )
# These indexes are in the order of the claims of an article or outlet, and have all
# columns that decide whether a claim counts, so that a count reads only the index.
for name, of in {"article": Claim.article_id, "outlet": Claim.outlet_id}.items():
    Index(
        f"ix_claim_{name}_newest",
        of,
        *NEWEST,
        Claim.review,
        Claim.visibility,
        Claim.withdrawn_at,
    )
    Index(f"ix_claim_{name}_recorded", of, *RECORDED)
    # Of the few drafts only: it counts the drafts that a list leaves out.
    Index(
        f"ix_claim_{name}_drafts",
        of,
        Claim.visibility,
        Claim.withdrawn_at,
        sqlite_where=DRAFTS,
        postgresql_where=DRAFTS,
    )
