"""The closed lists of the API: each type is marked with its list in the glossary.

Schemas import them from here, so that the OpenAPI document describes each value.
"""

from typing import Annotated, Literal

from api.schemas.glossary import Listed
from db.derived import (
    corroboration,
    deduplication,
    facets,
    positions,
    sides,
    timeline,
)
from db.derived import track_record as records
from db.models import (
    affiliation,
    analyst,
    article,
    assessment,
    attribution,
    base,
    change,
    claim,
    claim_link,
    fact,
    fact_state,
    identity,
    outcome,
    rating,
    source,
    span,
    stance,
)
from db.queries import keys, stats
from db.values import dates, types, viewer

SourceKind = Annotated[source.SourceKind, Listed("source_kind")]
NamedKind = Annotated[source.NamedKind, Listed("source_kind")]
AffiliatedKind = Annotated[
    Literal["organisation", "group", "outlet", "person"], Listed("source_kind")
]
OutletKind = Annotated[Literal["outlet"], Listed("source_kind")]
Seniority = Annotated[source.Seniority, Listed("seniority")]
NameKind = Annotated[source.NameKind, Listed("name_kind")]
AffiliationRelation = Annotated[
    affiliation.AffiliationRelation, Listed("affiliation_relation")
]
ArticleKind = Annotated[article.ArticleKind, Listed("article_kind")]
IdentifierScheme = Annotated[article.IdentifierScheme, Listed("identifier_scheme")]
AddressKind = Annotated[article.AddressKind, Listed("address_kind")]
Availability = Annotated[article.Availability, Listed("availability")]
Form = Annotated[claim.Form, Listed("form")]
Act = Annotated[claim.Act, Listed("act")]
Relation = Annotated[attribution.Relation, Listed("relation")]
Part = Annotated[span.Part, Listed("part")]
Anchor = Annotated[span.Anchor, Listed("anchor")]
ProbabilityBasis = Annotated[claim.ProbabilityBasis, Listed("probability_basis")]
Knowledge = Annotated[claim.Knowledge, Listed("knowledge")]
Terms = Annotated[claim.Terms, Listed("terms")]
DatedBasis = Annotated[claim.DatedBasis, Listed("dated_basis")]
Method = Annotated[claim.Method, Listed("method")]
Review = Annotated[claim.Review, Listed("review")]
LinkKind = Annotated[claim_link.LinkKind, Listed("link_kind")]
FactKind = Annotated[fact.FactKind, Listed("fact_kind")]
State = Annotated[fact_state.State, Listed("state")]
StanceValue = Annotated[stance.StanceValue, Listed("stance")]
Verdict = Annotated[assessment.Verdict, Listed("verdict")]
Bearing = Annotated[assessment.Bearing, Listed("bearing")]
OutcomeValue = Annotated[outcome.OutcomeValue, Listed("outcome")]
IdentityValue = Annotated[identity.IdentityValue, Listed("judgement")]
Reliability = Annotated[rating.Reliability, Listed("reliability")]
Precision = Annotated[dates.Precision, Listed("precision")]
Visibility = Annotated[base.Visibility, Listed("visibility")]
Action = Annotated[change.Action, Listed("action")]
KeyAction = Annotated[keys.KeyAction, Listed("key_action")]
AnalystKind = Annotated[analyst.AnalystKind, Listed("analyst_kind")]
Role = Annotated[viewer.Role, Listed("role")]
Resource = Annotated[
    Literal["source", "article", "claim", "fact", "tag", "identity"],
    Listed("resource"),
]
CreatedResource = Annotated[
    Literal["source", "article", "claim", "fact", "tag"], Listed("resource")
]
Side = Annotated[sides.Side, Listed("side")]
Sign = Annotated[sides.Sign, Listed("sign")]
Fold = Annotated[deduplication.Fold, Listed("fold")]
Caution = Annotated[corroboration.Caution, Listed("warning")]
Mark = Annotated[timeline.Mark, Listed("mark")]
PositionRole = Annotated[positions.Role, Listed("position_role")]
Result = Annotated[records.Result, Listed("result")]
RecordPart = Annotated[Literal["held", "relayed", "printed"], Listed("record_part")]

ClaimSort = Annotated[
    Literal["-dated", "dated", "-recorded", "recorded", "position"],
    Listed("claim_sort"),
]
ArticleSort = Annotated[
    Literal["-published", "published", "-recorded", "recorded"],
    Listed("article_sort"),
]
SourceSort = Annotated[Literal["-recorded", "recorded", "name"], Listed("source_sort")]
FactSort = Annotated[
    Literal["-recorded", "recorded", "resolves_by"], Listed("fact_sort")
]
SearchSort = Annotated[Literal["newest", "relevance"], Listed("search_sort")]
SearchedResource = Annotated[
    Literal["claim", "article", "source", "fact"], Listed("resource")
]
TagSort = Annotated[Literal["name", "-recorded"], Listed("tag_sort")]
IncludeInRecord = Annotated[Literal["withdrawn"], Listed("include")]
IncludeInList = Annotated[Literal["total", "withdrawn"], Listed("include")]
IncludeInClaims = Annotated[
    Literal["total", "withdrawn", "affiliated"], Listed("include")
]
IncludeInCandidates = Annotated[Literal["judged"], Listed("include")]
ExpandInClaim = Annotated[Literal["facts", "estimative"], Listed("expand")]
ExpandInClaims = Annotated[
    Literal[
        "attribution", "subjects", "spans", "tags", "stances", "facts", "estimative"
    ],
    Listed("expand"),
]
ClaimShape = Annotated[Literal["nested", "flat"], Listed("claim_shape")]
ChainRole = Annotated[Literal["speaker", "origin", "any"], Listed("chain_role")]
AnyReview = Literal[claim.Review, "any"]
ReviewFilter = Annotated[AnyReview, Listed("review_filter")]
OutcomeFilter = Annotated[
    Literal[outcome.OutcomeValue, "none"], Listed("outcome_filter")
]
FoldFilter = Annotated[Literal[deduplication.Fold, "none"], Listed("fold_filter")]
AsOfKind = Annotated[Literal["world", "record"], Listed("as_of_kind")]
Facet = Annotated[facets.Facet, Listed("facet")]
ArticleFacet = Annotated[facets.ArticleFacet, Listed("article_facet")]
FactFacet = Annotated[facets.FactFacet, Listed("fact_facet")]
SourceFacet = Annotated[facets.SourceFacet, Listed("source_facet")]
TotalRelation = Annotated[Literal["gte"], Listed("total_relation")]
Flag = Annotated[Literal["true", "false"], Listed("flag")]
Bucket = Annotated[types.Bucket, Listed("bucket")]
Fill = Annotated[Literal["zero"], Listed("fill")]
ClaimsBy = Annotated[stats.ClaimsBy, Listed("claims_by")]
VerdictsBy = Annotated[stats.VerdictsBy, Listed("verdicts_by")]
ClaimTime = Annotated[stats.ClaimTime, Listed("claim_time")]
FactsBy = Annotated[stats.FactsBy, Listed("facts_by")]
FactTime = Annotated[stats.FactTime, Listed("fact_time")]
SettledBy = Annotated[Literal["outcome", "assessor"], Listed("settled_by")]
BatchMode = Annotated[Literal["atomic", "each"], Listed("batch_mode")]
HealthStatus = Annotated[Literal["ok", "clock"], Listed("health")]
Standard = Annotated[Literal["ICD 203"], Listed("standard")]
