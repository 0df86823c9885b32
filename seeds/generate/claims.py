"""The rows of synthetic claims, with every column as the commands would store it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from random import Random
from typing import NamedTuple

from db.commands.claims.computed_columns import content_key
from db.models.analyst import LOCAL
from db.models.claim_order import order_of
from db.models.source import UNNAMED
from db.search import VERSION
from db.search.analyser import claim_words
from db.search.docids import docid_of
from db.values.names import match_key
from seeds.generate import shares
from seeds.generate.cast import Frame
from seeds.generate.chance import weighted
from seeds.generate.facts import Facts, StanceOnFact
from seeds.generate.printing import Draft, Mark
from seeds.generate.rows import (
    AttributionRow,
    ClaimRow,
    ClaimSearchRow,
    ClaimTagRow,
    Rows,
    StanceRow,
)
from seeds.generate.words import Language

DAY = timedelta(days=1)


class Sureness(NamedTuple):
    """The certainty that a source expressed, if it is a number."""

    probability_low: float | None = None
    probability_high: float | None = None
    probability_basis: str | None = None


class Dates(NamedTuple):
    """When a claim was said, if its article says so, and the basis of its date."""

    dated_at: datetime
    dated_basis: str
    said_from: datetime | None = None
    said_to: datetime | None = None
    said_precision: str | None = None
    said_text: str | None = None


class ClaimRows:
    """Makes the rows of claims, their chains, their tags and their stances."""

    def __init__(self, random: Random, rows: Rows, facts: Facts) -> None:
        self._random = random
        self._rows = rows
        self._facts = facts
        self._review = weighted(shares.REVIEWS)
        self._channel = weighted(shares.CHANNELS)
        self._named_terms = weighted(shares.NAMED_TERMS)
        self._unnamed_terms = weighted(shares.UNNAMED_TERMS)
        self._knowledge = weighted(shares.UNNAMED_KNOWLEDGE)

    def add(
        self, draft: Draft, marks: Sequence[Mark], *, frame: Frame, tags: Sequence[int]
    ) -> int:
        """Add the rows of a claim; return its id."""
        on_fact = self._facts.stance_on_fact(self._random, draft, frame.published_at)
        sure = _sureness(draft, on_fact)
        claim = self._claim(draft, marks, frame=frame, sure=sure)
        self._rows.add(claim)
        self._rows.add(_indexed(claim))
        self._add_steps(draft, claim)
        if on_fact:
            self._add_stance(on_fact, claim)
        self._add_tags(tags, claim)
        return claim.id

    def _claim(
        self, draft: Draft, marks: Sequence[Mark], *, frame: Frame, sure: Sureness
    ) -> ClaimRow:
        language = frame.outlet.language
        text, start = _content(marks)
        statement = self._statement(draft, language) or ""
        hedge = draft.content.hedge
        speakers = [step.source_id for step in draft.steps if step.position == 1]
        review = self._review.pick(self._random)
        return ClaimRow(
            id=self._rows.next_id(ClaimRow),
            created_at=frame.recorded_at,
            updated_at=frame.recorded_at,
            article_id=frame.id,
            outlet_id=frame.outlet.voice.id,
            revision_id=frame.revision_id,
            text=text,
            statement=statement or None,
            form=draft.form,
            act=draft.act,
            hedges=[hedge] if hedge else None,
            **sure._asdict(),
            channel=self._channel.pick(self._random) or None,
            knowledge=self._knowledge_of(draft),
            terms=self._terms_of(draft),
            **_dates(draft, frame)._asdict(),
            start=start,
            language=language.code,
            method="import" if review == "draft" else "manual",
            review=review,
            content_key=content_key(match_key(text), speakers, start=start),
        )

    def _add_tags(self, tags: Sequence[int], claim: ClaimRow) -> None:
        for tag in tags:
            if self._random.random() < shares.TAGGED:
                row = ClaimTagRow(
                    id=self._rows.next_id(ClaimTagRow),
                    claim_id=claim.id,
                    tag_id=tag,
                    **order_of(claim),
                )
                self._rows.add(row)

    def _add_steps(self, draft: Draft, claim: ClaimRow) -> None:
        last = max((step.position for step in draft.steps), default=0)
        for position, steps in groupby(draft.steps, attrgetter("position")):
            for seq, step in enumerate(steps, 1):
                row = AttributionRow(
                    id=self._rows.next_id(AttributionRow),
                    claim_id=claim.id,
                    position=position,
                    seq=seq,
                    printed_source_id=step.source_id,
                    source_id=step.source_id,
                    is_origin=position == last,
                    **order_of(claim),
                    relation=step.relation,
                    as_printed=step.printed,
                    cue=step.cue,
                )
                self._rows.add(row)

    def _add_stance(self, on_fact: StanceOnFact, claim: ClaimRow) -> None:
        row = StanceRow(
            id=self._rows.next_id(StanceRow),
            analyst_id=LOCAL,
            created_at=claim.created_at,
            claim_id=claim.id,
            judged_fact_id=on_fact.fact_id,
            fact_id=on_fact.fact_id,
            **order_of(claim),
            stance=on_fact.stance,
        )
        self._rows.add(row)

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


def _indexed(claim: ClaimRow) -> ClaimSearchRow:
    docid = docid_of(claim.dated_at, claim.id)
    return ClaimSearchRow(docid, claim.id, VERSION, claim_words(claim))


def _content(marks: Sequence[Mark]) -> tuple[str, int]:
    """Return the words of a claim, and their start."""
    contents = [mark for mark in marks if mark.part == "content"]
    return " ".join(mark.exact for mark in contents), contents[0].start


def _dates(draft: Draft, frame: Frame) -> Dates:
    if not draft.day:
        return Dates(frame.published_at, "published")
    said = _day(draft.day, frame.outlet.language, frame.published_at)
    return Dates(said, "said", said, said + DAY, "day", draft.day)


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
