"""An example of every request body, by the name of its schema."""

from typing import Any

OUTLET = {"name": "The Daily Example"}
PUBLISHED = {"from": "2022-03-22", "to": "2022-03-23", "precision": "day"}
TEXT = (
    "There is no sign of frost, a ministry official said, citing the weather service."
)
OFFICIAL = {
    "kind": "anonymous_person",
    "name": "ministry official",
    "sector": "government",
}
CLAIM: dict[str, Any] = {
    "text": "There is no sign of frost",
    "form": "paraphrase",
    "act": "no_evidence",
    "attribution": [
        {
            "position": 1,
            "relation": "cites",
            "as_printed": "a ministry official",
            "cue": "said",
            "source": OFFICIAL,
        },
        {
            "position": 2,
            "relation": "observed",
            "as_printed": "the weather service",
            "source": {"kind": "organisation", "name": "Weather Service"},
        },
    ],
    "subjects": [{"source": {"kind": "organisation", "name": "Fruit Growers"}}],
    "tags": ["weather"],
}
FORECAST = {
    "statement": "Frost damages crops before April 2022.",
    "slug": "frost-damages-crops",
    "kind": "forecast",
    "resolution_criteria": "The ministry of agriculture reports damage by frost.",
    "resolves_by": "2022-04-01",
}
STATED = {"fact": FORECAST, "stance": "no_evidence"}

EXAMPLES: dict[str, Any] = {
    "FilterIn": {
        "name": "No evidence",
        "kind": "claim",
        "query": "act=no_evidence&q=minsk",
        "shared": True,
    },
    "FilterPatch": {"shared": False},
    "ArticleIn": {
        "outlet": OUTLET,
        "title": "Minister sees no sign of frost",
        "url": "https://example.org/2022/03/22/frost",
        "published": PUBLISHED,
        "text": TEXT,
        "claims": [
            CLAIM
            | {"spans": [{"part": "content", "exact": CLAIM["text"]}]}
            | {"stances": [STATED]}
        ],
    },
    "ArticlePatch": {"title": "Ministry sees no sign of frost", "language": "en"},
    "RevisionIn": {"text": f"{TEXT} The ministry confirmed it later."},
    "ClaimIn": {"article_id": 1, **CLAIM},
    "ClaimPatch": {"hedges": ["likely"], "said": PUBLISHED | {"text": "on Tuesday"}},
    "ReviewIn": {"ids": [1, 2, 3], "review": "reviewed"},
    "BatchIn": {"mode": "each", "claims": [{"article_id": 1, **CLAIM}]},
    "LinkIn": {"other_id": 2, "kind": "denies"},
    "StanceIn": {"stance": "hedges_for"},
    "FactIn": FORECAST,
    "FactPatch": {"place": "Belarus"},
    "MergeIn": {"merged_into_id": 2},
    "RevertIn": {"version": 3},
    "AssessmentIn": {
        "assessor": {"kind": "organisation", "name": "Fact Check Desk"},
        "verdict": "mostly_false",
        "verdict_text": "Mostly False",
        "as_of": "2022-04-02",
        "rationale": "The ministry reported damage in one district only.",
        "evidence": [
            {"url": "https://example.org/2022/04/01/damage", "bearing": "supports"}
        ],
    },
    "OutcomeIn": {
        "value": "no",
        "known_at": "2022-04-01",
        "rationale": "The ministry reported no damage by the end of March.",
    },
    "RatingIn": {"reliability": "B", "topic": "weather"},
    "RatingPatch": {"reliability": "C"},
    "SourceIn": {
        "kind": "person",
        "name": "Jens Stoltenberg",
        "country_code": "NO",
        "identifiers": [{"scheme": "wikidata", "value": "Q57665"}],
        "affiliations": [
            {
                "organisation": {"name": "NATO"},
                "relation": "represents",
                "title": "Secretary General",
            }
        ],
    },
    "SourcePatch": {"sector": "diplomacy", "seniority": "senior"},
    "AddedNameIn": {"name": "DoD", "kind": "acronym", "language": "en"},
    "NamePatch": {"kind": "former"},
    "IdentifierIn": {"scheme": "wikidata", "value": "Q7184"},
    "IdentifierPatch": {"value": "Q7184"},
    "AffiliationIn": {"organisation": {"name": "NATO"}, "relation": "works_for"},
    "AffiliationPatch": {"title": "Secretary General"},
    "IdentityIn": {
        "judgement": "same",
        "basis": "document",
        "rationale": "The court file has both names.",
    },
    "TagIn": {"name": "weather"},
    "TagPatch": {"note": "Frost, floods and storms."},
    "KeyIn": {
        "analyst": {"name": "Night desk", "role": "analyst"},
        "note": "The importer of the night desk.",
        "expires_at": "2100-01-01",
    },
}
