"""Row types of claims on facts."""

from sqlalchemy import Integer, cast, func, null, select

from db.engine.aliases import aliased
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Change,
    Claim,
    ClaimLink,
    Fact,
    Outcome,
    Source,
    Stance,
)
from db.models.affiliation import AffiliationRelation
from db.models.assessment import Verdict
from db.models.claim import DatedBasis, ProbabilityBasis
from db.models.claim_link import LinkKind
from db.models.outcome import OutcomeValue
from db.models.source import SourceKind
from db.models.stance import StanceValue
from db.queries.ref_columns import ArticleColumns, label_of

NEWEST_ENTRY = select(func.coalesce(func.max(Change.id), 0)).scalar_subquery()
ROOT = aliased(Article, name="root")  # the article that the claim's article reprints


class StanceIdRow(Row):
    """The id of a stance, and the newest audit entry at the time of the read."""

    id: int = column(Stance.id)
    entry_id: int = column(NEWEST_ENTRY)


class FactClaimRow(ArticleColumns):
    """A claim and its stance on a fact: one row for each pair."""

    claim_id: int = column(Stance.claim_id)
    fact_id: int = column(Stance.fact_id)
    fact_slug: str = column(Fact.slug)
    fact_statement: str = column(Fact.statement)
    stance: StanceValue = column(Stance.stance)
    dated_at: StoredInstant = column(Claim.dated_at)
    dated_basis: DatedBasis = column(Claim.dated_basis)
    said_from: StoredInstant | None = column(Claim.said_from)
    probability_low: float | None = column(Claim.probability_low)
    probability_high: float | None = column(Claim.probability_high)
    probability_basis: ProbabilityBasis | None = column(Claim.probability_basis)
    article_id: int = column(Claim.article_id)
    root_article_id: int | None = column(ROOT.id)
    article_survivor_id: int | None = column(Article.survivor_id)
    article_updated_from: StoredInstant | None = column(Article.updated_from)
    # Whether the article is retracted; depends on the requested instant.
    is_article_retracted: bool | None = column(Article.availability == "retracted")


class ClaimStepRow(Row):
    """A claim and a step of its chain; the chain may be empty."""

    claim_id: int = column(Claim.id)
    position: int | None = column(Attribution.position)
    is_origin: bool | None = column(Attribution.is_origin)
    source_id: int | None = column(Attribution.source_id)
    # The link by which the source retracted the claim; depends on the viewer.
    retraction_id: int | None = column(cast(null(), Integer()))


class ChainStepRow(ClaimStepRow):
    """A step of a chain."""

    position: int
    is_origin: bool
    source_id: int


class RetractionRow(Row):
    """A link by which a claim retracts another, and its date."""

    id: int = column(ClaimLink.id)
    claim_id: int = column(ClaimLink.other_id)
    by_claim_id: int = column(ClaimLink.claim_id)
    kind: LinkKind = column(ClaimLink.kind)
    at: StoredInstant = column(Claim.dated_at)


class ChainSourceRow(Row):
    """A source in a chain."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    label: str | None = column(label_of(Source))
    labels = labels_by(label="id")
    article_id: int | None = column(Source.article_id)  # set for unnamed sources
    folded: str = column(Source.folded)
    ordinal: int = column(Source.ordinal)


class ChainAffiliationRow(Row):
    """An affiliation of a source in a chain, or of a source merged into it."""

    source_id: int = column(Affiliation.source_id)
    organisation_id: int = column(Affiliation.organisation_id)
    relation: AffiliationRelation = column(Affiliation.relation)
    held_from: StoredInstant | None = column(Affiliation.held_from)
    held_to: StoredInstant | None = column(Affiliation.held_to)


class RootArticleRow(Row):
    """An article that others reprint or are merged into, with its own original."""

    id: int = column(Article.id)
    root_article_id: int | None = column(Article.root_article_id)
    outlet_id: int | None = column(Article.outlet_id)
    survivor_id: int | None = column(Article.survivor_id)


class FactStateRow(Row):
    """A fact and the code of its state."""

    id: int = column(Fact.id)
    slug: str = column(Fact.slug)
    statement: str = column(Fact.statement)
    code: int = column(cast(null(), Integer()))  # depends on the viewer


class ResolutionRow(Row):
    """The outcome or verdict that resolves a fact, and when it became known."""

    fact_id: int = column(Outcome.fact_id)
    value: OutcomeValue | Verdict = column(Outcome.value)
    at: StoredInstant = column(Outcome.known_at)
