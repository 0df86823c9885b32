"""The forms that assess a fact and record its outcome."""

from collections.abc import Callable
from typing import get_args

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAnalysts, ReadingDep, TransactionDep
from api.pages.field_problems import FAILURES, FieldProblems, problems_of
from api.pages.forms import Filled, Form, OwnFormDep, filled_as, see
from api.pages.judgement_bodies import assessment_of, outcome_of
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import as_sent, respond_form
from api.pages.writing import for_reason, read_version
from api.schemas.assessments import AssessmentIn
from api.schemas.dates import given
from api.schemas.facts import FactKey
from api.schemas.outcomes import OutcomeIn
from api.schemas.specs import assessment_spec
from api.serializers.facts import fact_record
from db.commands.facts import assess_fact, supersede_outcome
from db.engine.session import Write
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue
from db.reads.facts import read_fact, read_fact_id
from db.reads.reading import Reading
from db.reads.standings import with_standings
from db.reads.within import read_within

Command = Callable[[Write, int], object]  # called with the id of the fact
CHOICES = {"verdicts": get_args(Verdict), "outcomes": get_args(OutcomeValue)}

router = APIRouter(prefix="/facts", route_class=PageRoute, include_in_schema=False)


def assessing(form: Form) -> Command:
    """Return a command that records the assessment in a form."""
    spec, evidence = assessment_spec(parsed(AssessmentIn, assessment_of(form)))
    version = read_version(form) if "version" in form else None
    return lambda write, fact_id: assess_fact(
        write, fact_id, spec, evidence=evidence, version=version
    )


def resolving(form: Form) -> Command:
    """Return a command that records the outcome in a form, replacing a present one."""
    outcome, version = given(parsed(OutcomeIn, outcome_of(form))), read_version(form)
    return lambda write, fact_id: supersede_outcome(
        write, fact_id, outcome, version=version
    )


def add_form(name: str, judging: Callable[[Form], Command]) -> None:
    """Add the form of a judgement, and its action."""

    async def show(request: Request, reading: ReadingDep, fact_id: FactKey) -> Response:
        page = await _shown(reading, fact_id)
        return _form(request, name, page, Filled(), FieldProblems())

    async def judge(
        request: Request,
        reading: ReadingDep,
        fact_id: FactKey,
        form: OwnFormDep,
        transaction: TransactionDep,
    ) -> Response:
        try:
            reasoned, command = for_reason(transaction, form), judging(form)

            def run(write: Write) -> object:
                return command(write, read_within(write, read_fact_id, fact_id))

            return await reasoned(run, lambda _: see(f"/facts/{fact_id}"))
        except FAILURES as error:
            problems = problems_of(request, error)
        page = await _shown(reading, fact_id)
        return _form(request, name, page, filled_as(form), problems)

    path = f"/{{fact_id}}/{name}"
    router.get(path, dependencies=[ForAnalysts])(show)
    router.post(path)(judge)


async def _shown(reading: Reading, fact_id: FactKey) -> object:
    (fact,) = await with_standings(reading, [await read_fact(reading, fact_id)])
    return as_sent(fact_record(fact))


def _form(
    request: Request,
    name: str,
    fact: object,
    values: Filled,
    problems: FieldProblems,
) -> Response:
    return respond_form(
        request,
        "fact-judge.html",
        status=problems.status,
        judgement=name,
        fact=fact,
        values=values,
        problems=problems,
        choices=CHOICES,
    )


add_form("assess", assessing)
add_form("resolve", resolving)
