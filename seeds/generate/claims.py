"""The specs of synthetic claims, as a writer would send them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from db.commands.claims import ClaimSpec, Selector, Step
from db.models.source import UNNAMED
from seeds.generate import shares
from seeds.generate.cast import Frame
from seeds.generate.chance import weighted
from seeds.generate.facts import Facts, StanceOnFact
from seeds.generate.printing import Draft, Mark
from seeds.generate.printing import Step as PrintedStep
from seeds.generate.words import Language

DAY = timedelta(days=1)


class Sureness(NamedTuple):
    """The certainty that a source expressed, if it is a number."""

    probability_low: float | None = None
    probability_high: float | None = None
    probability_basis: str | None = None


class Said(NamedTuple):
    """When a claim was said, if its article says so."""

    said_from: datetime | None = None
    said_to: datetime | None = None
    said_precision: str | None = None
    said_text: str | None = None


class ClaimSpecs:
    """Makes the specs of claims with their chains, spans, tags and stances."""

    def __init__(self, random: Random, facts: Facts) -> None:
        self._random = random
        self._facts = facts
        self._review = weighted(shares.REVIEWS)
        self._channel = weighted(shares.CHANNELS)
        self._named_terms = weighted(shares.NAMED_TERMS)
        self._unnamed_terms = weighted(shares.UNNAMED_TERMS)
        self._knowledge = weighted(shares.UNNAMED_KNOWLEDGE)

    def make(
        self, draft: Draft, marks: Sequence[Mark], *, frame: Frame, tags: Sequence[str]
    ) -> ClaimSpec:
        """Return the spec of a claim that is printed at these marks."""
        on_fact = self._facts.stance_on_fact(self._random, draft, frame.published_at)
        return ClaimSpec(
            columns=self._columns(draft, marks, frame=frame, on_fact=on_fact),
            attribution=[_step(one) for one in draft.steps],
            spans=[_selector(mark) for mark in marks],
            tags=[tag for tag in tags if self._random.random() < shares.TAGGED],
            stances=[_stance(on_fact)] if on_fact else (),
        )

    def _columns(
        self,
        draft: Draft,
        marks: Sequence[Mark],
        *,
        frame: Frame,
        on_fact: StanceOnFact | None,
    ) -> dict[str, Any]:
        language = frame.outlet.language
        statement = self._statement(draft, language) or None
        hedge = draft.content.hedge
        review = self._review.pick(self._random)
        return {
            "text": " ".join(mark.exact for mark in marks if mark.part == "content"),
            "statement": statement,
            "form": draft.form,
            "act": draft.act,
            "hedges": [hedge] if hedge else None,
            **_sureness(draft, on_fact)._asdict(),
            "channel": self._channel.pick(self._random) or None,
            "knowledge": self._knowledge_of(draft),
            "terms": self._terms_of(draft),
            **_said(draft, frame)._asdict(),
            "language": language.code,
            "method": "import" if review == "draft" else "manual",
            "review": review,
        }

    def _statement(self, draft: Draft, language: Language) -> str | None:
        if draft.speaker is None or self._random.random() >= shares.STATEMENTS:
            return None
        words = " ".join(draft.content.pieces)
        return language.according.format(draft.speaker.name, words)

    def _terms_of(self, draft: Draft) -> str:
        if draft.speaker is None:
            return "unknown"
        terms = self._unnamed_terms if _unnamed(draft) else self._named_terms
        return terms.pick(self._random)

    def _knowledge_of(self, draft: Draft) -> str:
        return self._knowledge.pick(self._random) if _unnamed(draft) else "unknown"


def _step(step: PrintedStep) -> Step:
    return Step(
        position=step.position,
        relation=step.relation,
        source_id=step.source_id,
        as_printed=step.printed,
        cue=step.cue,
    )


def _selector(mark: Mark) -> Selector:
    end = mark.start + len(mark.exact)
    return Selector(mark.part, position=mark.position, start=mark.start, end=end)


def _stance(on_fact: StanceOnFact) -> dict[str, Any]:
    return {"fact_id": on_fact.fact_id, "stance": on_fact.stance}


def _said(draft: Draft, frame: Frame) -> Said:
    if not draft.day:
        return Said()
    said = _day(draft.day, frame.outlet.language, frame.published_at)
    return Said(said, said + DAY, "day", draft.day)


def _sureness(draft: Draft, on_fact: StanceOnFact | None) -> Sureness:
    if draft.content.hedge in shares.ICD_203:
        return Sureness(*shares.ICD_203[draft.content.hedge], "icd_203")
    if on_fact and on_fact.probability is not None:
        return Sureness(on_fact.probability, on_fact.probability, "analyst")
    return Sureness()


def _unnamed(draft: Draft) -> bool:
    return draft.speaker is not None and draft.speaker.kind in UNNAMED


def _day(printed: str, language: Language, published: datetime) -> datetime:
    """Return the last such weekday up to the publication."""
    midnight = published.replace(hour=0, minute=0, second=0, microsecond=0)
    weekday = language.on_day.index(printed)
    return midnight - DAY * ((midnight.weekday() - weekday) % len(language.on_day))
