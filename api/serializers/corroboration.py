"""JSON of corroboration."""

from collections import Counter

from api.serializers.explanation import explanation_record
from api.serializers.fact_claims import Refs
from api.serializers.retractions import retraction_record
from api.serializers.values import Json
from db.derived.corroboration import Corroboration, Tally
from db.reads.corroboration import ExplanationPage, FactCorroboration


def side_records(
    found: FactCorroboration, page: ExplanationPage | None = None
) -> list[Json]:
    """Return the counts of each side of a fact.

    ``page`` has the entries of the explanation; without a page, ``explain`` is null.
    """
    refs = Refs(found.claims)
    return [
        {
            **_side(side, refs),
            "explain": page and explanation_record(page, number, refs),
        }
        for number, side in enumerate(found.sides)
    ]


def _side(side: Corroboration, refs: Refs) -> Json:
    claims = Counter(side.claims.values())
    return {
        "side": side.side,
        "stances": side.stances,
        "articles": _split(side.articles),
        "claims": {
            "total": len(side.claims),
            "named": claims["named"],
            "unnamed": claims["unnamed"],
            "unresolved": claims["unresolved"],
            "unattributed": claims[None],
        },
        "voices": _split(side.voices),
        "origins": _split(side.origins),
        "named_origins_via_unnamed": side.origins.count("via_unnamed"),
        "warnings": side.warnings,
        "retracted": [
            {
                "claim_id": one.claim_id,
                "source_id": source_id,
                "source": refs.source(source_id),
                "retracted_by": retraction_record(one),
            }
            for source_id, one in side.retracted
        ],
        "in_retracted_articles": side.in_retracted_articles,
    }


def _split(tally: Tally) -> Json:
    return {
        "total": tally.total,
        "named": tally.count("named"),
        "unnamed": tally.count("unnamed"),
        "unresolved": tally.count("unresolved"),
    }
