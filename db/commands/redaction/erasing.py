"""Functions that erase the content of a record's snapshot.

They are applied to the snapshots in the history and, through its present snapshot, to
the record itself. A snapshot may be older than a column: no column is added to it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db.models import Article, Claim, Editable, Fact, Source, Tag
from db.models.claim import UNPLACED
from db.queries.snapshots import Snapshot

REDACTED = "[redacted]"  # where a value is required
NOWHERE = "https://redacted.invalid/"
Erase = Callable[[Snapshot], Snapshot]

PRINTED = {"as_printed": None, "cue": None}
WHY = {"reason": None}


def erase_claim(snapshot: Snapshot) -> Snapshot:
    """Keep only the sources of a claim, and its dates."""
    erased = _with(snapshot, _unknown(Claim))
    own = {
        "text": REDACTED,
        "start": UNPLACED,
        "content_key": f"{snapshot['id']:032}",
        "spans": [],
        "attribution": _each(snapshot, "attribution", PRINTED),
        "subjects": [],
        "stances": _each(snapshot, "stances", WHY),
    }
    return _with(erased, own)


def erase_article(snapshot: Snapshot) -> Snapshot:
    """Keep only the outlet of an article, and its dates."""
    revisions = [
        _with(one, _revision(one["number"])) for one in snapshot.get("revisions", ())
    ]
    own: Snapshot = {"addresses": [], "identifiers": [], "revisions": revisions}
    return _with(snapshot, _unknown(Article) | own)


def erase_source(snapshot: Snapshot) -> Snapshot:
    """Keep only the kind of a source."""
    name = f"[redacted {snapshot['id']}]"  # two in one article stay distinct
    own: Snapshot = {
        "name": name,
        "seniority": "unknown",
        "names": [],
        "identifiers": [],
        "affiliations": [],
        "ratings": [
            # Two ratings of one source on two topics stay distinct.
            _with(one, WHY | {"topic": one["topic"] and f"[redacted {one['id']}]"})
            for one in snapshot.get("ratings", ())
        ],
    }
    return _with(snapshot, _unknown(Source) | own)


def erase_fact(snapshot: Snapshot) -> Snapshot:
    """Keep only the verdicts and the outcome of a fact."""
    judged = {"rationale": None, "verdict_text": None, "occurred_text": None} | WHY
    evidence = [
        _with(one, {"url": one.get("url") and NOWHERE})
        for one in snapshot.get("evidence", ())
    ]
    own = {
        "slug": f"redacted-{snapshot['id']}",
        "statement": REDACTED,
        "resolution_criteria": REDACTED,
        "assessments": _each(snapshot, "assessments", judged),
        "outcomes": _each(snapshot, "outcomes", judged),
        "evidence": evidence,
    }
    return _with(snapshot, _unknown(Fact) | own)


def erase_tag(snapshot: Snapshot) -> Snapshot:
    """Keep only the existence of a tag."""
    return _with(snapshot, _unknown(Tag) | {"name": f"[redacted {snapshot['id']}]"})


def erase_identity(snapshot: Snapshot) -> Snapshot:
    """Keep only the pair and the value of a judgement."""
    return _with(snapshot, {"basis": None, "rationale": None, "reason": None})


def erase_text_around(snapshot: Snapshot) -> Snapshot:
    """Erase the text that a claim quotes around its own words."""
    return _with(snapshot, {"spans": [], "start": UNPLACED})


def erase_mentions(source_id: int) -> Erase:
    """Return a function that erases the printed names of a source from a claim."""

    def erase(snapshot: Snapshot) -> Snapshot:
        steps = snapshot.get("attribution", ())
        named = [one for one in steps if one["printed_source_id"] == source_id]
        positions = {one["position"] for one in named}
        chain = [_with(one, PRINTED) if one in named else one for one in steps]
        spans = [
            one
            for one in snapshot.get("spans", ())
            if one["part"] == "content" or one["position"] not in positions
        ]
        return _with(snapshot, {"attribution": chain, "spans": spans})

    return erase


ERASE: Mapping[str, Erase] = {
    "claim": erase_claim,
    "article": erase_article,
    "source": erase_source,
    "fact": erase_fact,
    "tag": erase_tag,
}


def _unknown(model: type[Editable]) -> Snapshot:
    """Return the columns that are marked as erased, with empty values."""
    columns = model.__table__.columns
    return {column.key: None for column in columns if column.info.get("erase")}


def _revision(number: int) -> Snapshot:
    """Return a replacement for a text, without its digest, which confirms guesses."""
    return {"text_sha256": f"{number:064}", "text_length": 0, "archive_url": None}


def _each(
    snapshot: Snapshot, name: str, values: Mapping[str, Any]
) -> Sequence[Snapshot]:
    return [_with(child, values) for child in snapshot.get(name, ())]


def _with(snapshot: Snapshot, values: Mapping[str, Any]) -> Snapshot:
    return snapshot | {name: values[name] for name in values.keys() & snapshot.keys()}
