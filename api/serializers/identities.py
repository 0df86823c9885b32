"""JSON of judgements on the identity of sources, and of candidates."""

from api.schemas.identities import IdentityOut
from api.serializers.shape import serializer
from api.serializers.values import Json, source_ref
from db.queries.identities import IdentityRow
from db.queries.sources import SourceRefRow
from db.reads.candidates import CandidateDetail
from db.reads.identities import IdentityDetail

_judgement = serializer(IdentityOut, IdentityRow, parts=("source_a", "source_b"))


def identity_record(identity: IdentityDetail) -> Json:
    """Return a judgement with both sources."""
    return _judgement(
        identity.row,
        source_a=_source(identity.source_a),
        source_b=_source(identity.source_b),
    )


def candidate_record(found: CandidateDetail, *, judged: bool = True) -> Json:
    """Return a candidate; with ``judged``, also the judgement on the pair.

    The caller logs reads of restricted judgements.
    """
    source, candidate = found.source, found.candidate
    identity = found.identity if judged else None
    return {
        "source": source_ref(source.id, source.name, source.kind, label=source.label),
        "score": round(candidate.score, 3),
        "matched": {"name": candidate.name, "candidate_name": candidate.candidate_name},
        "identity": identity and identity_record(identity),
    }


def _source(row: SourceRefRow) -> Json:
    return source_ref(row.id, row.name, row.kind, label=row.label, article=row)
