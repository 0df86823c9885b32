"""Compares a description of a source with a stored source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.models import Source
from db.models.source import UNNAMED

# Registers with a single identifier for each source.
SINGLE_VALUED = frozenset({"wikidata", "orcid", "isni", "viaf"})


@dataclass(frozen=True)
class Comparison:
    """A source that may be meant, with the fields that agree and that contradict."""

    source: Source
    agrees: Sequence[str]
    contradicts: Sequence[str]

    def as_candidate(self, label: str) -> dict[str, Any]:
        """Return the source as a candidate of a conflict."""
        return {
            "id": self.source.id,
            "name": self.source.name,
            "label": label,
            "kind": self.source.kind,
            "agrees": list(self.agrees),
            "contradicts": list(self.contradicts),
        }


def compare(spec: Mapping[str, Any], source: Source) -> Comparison:
    """Compare a description with a stored source; empty fields are ignored."""
    agrees, contradicts = list[str](), list[str]()
    for field in _compared(spec.get("kind") or source.kind):
        sent, stored = spec.get(field), getattr(source, field)
        if sent is not None and stored is not None:
            (agrees if sent == stored else contradicts).append(field)
    same, different = _identifiers(spec, source)
    agrees += ["identifiers"] * same
    contradicts += ["identifiers"] * different
    return Comparison(source, agrees, contradicts)


def _compared(kind: str) -> Sequence[str]:
    """Return the fields that contradict if their values differ, for this kind."""
    fields = ["kind", "country_code"]
    if kind == "outlet":
        fields.append("language")
    if kind in UNNAMED:
        fields += ["sector", "people"]
    return fields


def _identifiers(spec: Mapping[str, Any], source: Source) -> tuple[bool, bool]:
    """Return whether an identifier agrees, and whether one contradicts."""
    sent = [(one["scheme"], one["value"]) for one in spec.get("identifiers", ())]
    stored = {(one.scheme, one.value) for one in source.identifiers}
    schemes = {scheme for scheme, _ in stored} & SINGLE_VALUED
    other = any(one not in stored and one[0] in schemes for one in sent)
    return any(one in stored for one in sent), other
