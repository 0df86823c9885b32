"""Corroboration, as it is sent."""

from collections.abc import Mapping

from api.serializers.fact_claims import Refs, refs_in
from api.serializers.retractions import retraction_record
from api.serializers.values import Json
from db.derived.corroboration import Corroboration, Tally
from db.reads.corroboration import FactCorroboration


def side_records(found: FactCorroboration, *, explained: bool) -> list[Json]:
    """Return the counts on each side; ``explained`` adds what was counted, and why."""
    needed = explained or any(side.retracted for side in found.sides)
    refs = refs_in(found.claims) if needed else Refs({}, {})
    return [_side(side, refs, explained=explained) for side in found.sides]


def _side(side: Corroboration, refs: Refs, *, explained: bool) -> Json:
    claims = list(side.claims.values())
    return {
        "side": side.side,
        "stances": side.stances,
        "articles": _split(side.articles),
        "claims": {
            "total": len(claims),
            "named": claims.count("named"),
            "unnamed": claims.count("unnamed"),
            "unresolved": claims.count("unresolved"),
            "unattributed": claims.count(None),
        },
        "voices": _split(side.voices),
        "origins": _split(side.origins),
        "named_origins_via_unnamed": side.origins.count("via_unnamed"),
        "warnings": side.warnings,
        "retracted": [
            {
                "claim_id": one.claim_id,
                "source_id": source_id,
                "source": refs.sources[source_id],
                "retracted_by": retraction_record(one),
            }
            for source_id, one in side.retracted
        ],
        "in_retracted_articles": side.in_retracted_articles,
        "explain": _explanation(side, refs) if explained else None,
    }


def _split(tally: Tally) -> Json:
    return {
        "total": tally.total,
        "named": tally.count("named"),
        "unnamed": tally.count("unnamed"),
        "unresolved": tally.count("unresolved"),
    }


def _explanation(side: Corroboration, refs: Refs) -> Json:
    return {
        "articles": {
            "counted": [
                {
                    "article_id": one.id,
                    "article": refs.articles[one.id],
                    "named": known == "named",
                    "claim_ids": one.claim_ids,
                }
                for one, known in side.articles.each()
            ],
            "folded": _folded(side.articles, "article", refs.articles),
        },
        "voices": _sources(side.voices, refs),
        "origins": _sources(side.origins, refs),
        "unattributed": side.unattributed,
    }


def _sources(tally: Tally, refs: Refs) -> Json:
    return {
        "counted": [
            {
                "source_id": one.id,
                "source": refs.sources[one.id],
                "named": known == "named",
                "via_unnamed": known == "via_unnamed",
                "claim_ids": one.claim_ids,
            }
            for one, known in tally.each()
        ],
        "folded": _folded(tally, "source", refs.sources),
    }


def _folded(tally: Tally, name: str, refs: Mapping[int, Json]) -> list[Json]:
    return [
        {
            f"{name}_id": folded.id,
            name: refs[folded.id],
            "into_id": one.id,
            "into": refs[one.id],
            "reason": folded.reason,
            "claim_ids": folded.claim_ids,
        }
        for one in tally.counted
        for folded in one.folded
    ]
