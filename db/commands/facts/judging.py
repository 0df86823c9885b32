"""Assessments and outcomes of facts: appended and superseded, never edited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import select

from db.commands.dating import refuse_future
from db.commands.facts.merging import follow
from db.commands.judgements import judged_by
from db.commands.records import fetch, revised
from db.commands.sources import resolve_source
from db.commands.uses import lock_record
from db.commands.visibility.access import access_of, present_access
from db.commands.visibility.leaks import refuse_exposure
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError, RequestPath
from db.models import Article, Assessment, Claim, Editable, Evidence, Fact, Outcome
from db.models.source import NamedKind
from db.queries.snapshot_references import Reference
from db.values.versions import ReadVersion

Spec = Mapping[str, Any]
EVIDENCE_OF: Mapping[str, type[Editable]] = {"claim_id": Claim, "article_id": Article}
ASSESSORS: tuple[str, ...] = get_args(NamedKind)


def assess_fact(
    write: Write,
    fact_id: int,
    spec: Spec,
    *,
    evidence: Sequence[Spec] = (),
    version: ReadVersion = None,
) -> Assessment:
    """Store an assessment; it supersedes one by the same assessor at the same time.

    ``spec`` has the columns of an assessment. ``assessor`` may describe a source
    instead of ``assessor_id``; without either, the assessor is our own desk.
    """
    columns = {"as_of": write.now} | _columns(write, fact_id, spec)
    refuse_future(write, columns["as_of"], "as_of")
    rows = [_evidence(write, one, number) for number, one in enumerate(evidence)]
    fact = fetch(write, Fact, fact_id, version=version)
    refuse_exposure(write, fact, _references(rows), access=access_of(fact))
    assessment = Assessment(**columns, **_judged(write, fact), evidence=rows)
    with revised(write, fact):
        _supersede(write, _current_assessment(write, assessment))
        fact.assessments.append(assessment)
    return assessment


def _columns(write: Write, fact_id: int, spec: Spec) -> dict[str, Any]:
    """Return the given columns, with a described assessor matched or created."""
    columns = {name: value for name, value in spec.items() if name != "assessor"}
    if spec.get("assessor") or spec.get("assessor_id"):
        within = present_access(write, Fact, fact_id)
        columns["assessor_id"] = resolve_source(
            write, spec, "assessor", kinds=ASSESSORS, within=within
        )
    return columns


def record_outcome(write: Write, fact_id: int, spec: Spec) -> Outcome:
    """Store the outcome of a fact; raise ``ConflictError`` if it has one."""
    fact = fetch(write, Fact, fact_id, version=None)
    current = _current_outcome(write, fact_id)
    if current is not None:
        message = "This fact has an outcome: replace it with PUT, or delete it."
        raise ConflictError("outcome", current.id, message)
    return _store_outcome(write, fact, spec)


def supersede_outcome(
    write: Write, fact_id: int, spec: Spec, *, version: ReadVersion
) -> Outcome:
    """Store the outcome of a fact, replacing a present one."""
    fact = fetch(write, Fact, fact_id, version=version)
    return _store_outcome(write, fact, spec)


def withdraw_outcome(write: Write, fact_id: int, *, version: ReadVersion) -> None:
    """Withdraw the outcome of a fact."""
    fact = fetch(write, Fact, fact_id, version=version)
    current = _current_outcome(write, fact_id)
    if current is None:
        resource = "outcome of fact"
        raise NotFoundError(resource, fact_id)
    if current.judged_fact_id != fact_id:
        message = "This outcome belongs to a fact that is merged into this one."
        raise ConflictError("fact", current.judged_fact_id, message)
    with revised(write, fact, "supersede"):
        current.superseded_at = write.now
    follow(write, Outcome, fact_id)


def _store_outcome(write: Write, fact: Fact, spec: Spec) -> Outcome:
    outcome = Outcome(**spec, **_judged(write, fact))
    refuse_future(write, outcome.known_at, "known_at")
    if fact.opens_at and outcome.known_at < fact.opens_at:
        message = "An outcome cannot be known before the fact opened."
        raise InvalidError(message, "known_at")
    current = _current_outcome(write, fact.id)
    with revised(write, fact, "supersede" if current else "update"):
        _supersede(write, current)
        fact.outcomes.append(outcome)
    return outcome


def _supersede(write: Write, current: Assessment | Outcome | None) -> None:
    """Supersede a current judgement, so that another can replace it."""
    if current is None:
        return
    if current.judged_fact_id == current.fact_id:
        current.superseded_at = write.now
    else:  # it counts again after the facts are unmerged
        current.fact_id = current.judged_fact_id
    write.session.flush()


def _current_outcome(write: Write, fact_id: int) -> Outcome | None:
    """Return the outcome that counts for a fact, even if it is of a merged fact."""
    return write.session.scalar(
        select(Outcome)
        .where(Outcome.fact_id == fact_id, Outcome.superseded_at.is_(None))
        .execution_options(populate_existing=True)  # a merge bypassed the session
    )


def _current_assessment(write: Write, assessment: Assessment) -> Assessment | None:
    """Return the current assessment by the same assessor at the same time."""
    return write.session.scalar(
        select(Assessment)
        .where(
            Assessment.fact_id == assessment.fact_id,
            Assessment.assessor_id.is_not_distinct_from(assessment.assessor_id),
            Assessment.as_of == assessment.as_of,
            Assessment.superseded_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def _evidence(write: Write, spec: Spec, number: int) -> Evidence:
    at = ("evidence", number)
    given = [name for name in ("claim_id", "article_id", "url") if spec.get(name)]
    if len(given) != 1:
        message = "Evidence has exactly one of claim_id, article_id and url."
        raise InvalidError(message, *at)
    if given[0] in EVIDENCE_OF:
        _lock_evidence(write, EVIDENCE_OF[given[0]], spec[given[0]], at=(*at, given[0]))
    return Evidence(**spec)


def _lock_evidence(
    write: Write, model: type[Editable], record_id: int, *, at: RequestPath
) -> None:
    """Lock a record; raise ``InvalidError`` if it does not exist."""
    if not lock_record(write, model, record_id):
        raise InvalidError.not_found(model.__tablename__, *at)


def _references(evidence: Iterable[Evidence]) -> Iterator[Reference]:
    for one in evidence:
        for resource, record_id in (
            ("claim", one.claim_id),
            ("article", one.article_id),
        ):
            if record_id is not None:
                yield resource, record_id


def _judged(write: Write, fact: Fact) -> dict[str, Any]:
    return {"judged_fact_id": fact.id, "fact_id": fact.id, **judged_by(write)}
