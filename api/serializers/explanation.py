"""JSON of the explanation of one side of a fact."""

from collections.abc import Callable, Sequence

from api.serializers.fact_claims import Refs
from api.serializers.values import Json
from db.derived.explanation import Entry, PartName
from db.reads.corroboration import ExplanationPage

Ref = Callable[[int], Json]


def explanation_record(page: ExplanationPage, side: int, refs: Refs) -> Json:
    """Return the counted entries of a side that are on the page."""

    def part(name: PartName) -> list[Entry]:
        return [one for one in page.entries if (one.side, one.part) == (side, name)]

    return {
        "articles": {
            "counted": [
                _shown(one, "article", refs.article)
                | {"named": one.known == "named", "claim_ids": one.claim_ids}
                for one in part("articles")
                if not one.folded
            ],
            "folded": _folded(part("articles"), "article", refs.article),
        },
        "voices": _sources(part("voices"), refs),
        "origins": _sources(part("origins"), refs),
        "unattributed": [one.id for one in part("unattributed")],
    }


def _sources(entries: Sequence[Entry], refs: Refs) -> Json:
    return {
        "counted": [
            _shown(one, "source", refs.source)
            | {
                "named": one.known == "named",
                "via_unnamed": one.known == "via_unnamed",
                "claim_ids": one.claim_ids,
            }
            for one in entries
            if not one.folded
        ],
        "folded": _folded(entries, "source", refs.source),
    }


def _folded(entries: Sequence[Entry], name: str, ref: Ref) -> list[Json]:
    return [
        _shown(one, name, ref)
        | {
            "into_id": one.into_id,
            "into": ref(one.into_id),
            "reason": one.folded.reason,
            "claim_ids": one.claim_ids,
        }
        for one in entries
        if one.folded
    ]


def _shown(entry: Entry, name: str, ref: Ref) -> Json:
    return {f"{name}_id": entry.id, name: ref(entry.id)}
