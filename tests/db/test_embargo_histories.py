"""After any history, only records that a public record refers to become public."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from sqlalchemy import Select, exists, or_, select

from db.commands.articles import merge_article, revise_article, withdraw_article
from db.commands.claims import (
    ClaimSpec,
    Step,
    load_article,
    merge_claim,
    record_claim,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.facts import merge_fact, revise_fact
from db.commands.sources import merge_source, revise_source
from db.commands.tags import revise_tag
from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.engine.aliases import aliased
from db.engine.session import Write
from db.errors import DataError
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Base,
    Claim,
    ClaimSubject,
    ClaimTag,
    Described,
    Fact,
    Source,
    Stance,
    Tag,
)
from db.queries.embargoes import find_ended
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import make_article
from tests.rounds import drawn

DAY = timedelta(days=1)
MODELS: tuple[type[Described], ...] = (Source, Fact, Tag)
STEPS = 100  # of the job for one instant, which are never needed
MEMBER, MERGED = aliased(Source, name="member"), aliased(Source, name="merged")
PART = aliased(Fact, name="part")
Op = tuple[int, int, int, int]  # what to do, with which records, and how
Key = tuple[str, int]


@dataclass
class Story:
    """The events so far, and the records that were set or became public."""

    write: Write = field(repr=False)
    days: int = 0
    opened: set[Key] = field(default_factory=set)
    serial: Iterator[int] = field(default_factory=count)

    def pass_days(self, days: int) -> None:
        self.days += days
        self.write = replace(self.write, now=self.write.now + days * DAY)
        job = replace(self.write, context=ENDING)
        for _ in range(STEPS):
            if not end_embargoes(job):
                break
        assert not job.rows(find_ended(viewer=LOCAL_VIEWER), at=job.now)

    def access(self, number: int) -> dict[str, Any]:
        """Return public, restricted for good, or an embargo of one to three days."""
        if number % 5 == 0:
            return {"visibility": "public"}
        end = None if number % 5 == 1 else self.write.now + (number % 5 - 1) * DAY
        return {"visibility": "restricted", "embargo_until": end}

    def pick(self, model: type[Base], number: int) -> int:
        """Return the id of one of few records of a model."""
        ids = self.write.session.scalars(select(model.id).order_by(model.id)).all()
        return ids[number % len(ids)] if ids else 0

    def name(self, number: int) -> str:
        """Return one of few names, so that some are matched and others created."""
        return f"Name {number % 4 or next(self.serial) + 10}"


def record(story: Story, one: int, other: int, how: int) -> None:
    outlet = {"name": f"Outlet {one % 3}"}
    article = make_article(story.write, outlet=outlet, **story.access(how))
    describe(story, 0, other, one, article=article)


def describe(
    story: Story, one: int, other: int, how: int, article: Article | None = None
) -> None:
    article_id = article.id if article else story.pick(Article, one)
    tie = {
        "organisation": {"name": f"Ministry {other % 3}", "kind": "organisation"},
        "relation": "works_for",
    }
    person = {"name": story.name(other), "kind": "person", "affiliations": [tie]}
    unnamed = {"name": f"an official {how % 2}", "kind": "anonymous_person"}
    steps = [Step(1, "said", source=person)]
    if other % 2:
        steps = [Step(1, "relays", source=unnamed), Step(2, "said", source=person)]
    spec = ClaimSpec(
        {"text": f"It rained {next(story.serial)}.", "form": "direct_quote"}
        | (story.access(how) if how % 3 == 0 else {}),
        steps,
        tags=(f"tag {how % 3}",),
        stances=[{"fact": {"statement": f"Rain {other % 3}."}, "stance": "supports"}],
        subjects=[{"source": {"name": f"Minister {how % 3}", "kind": "person"}}],
    )
    record_claim(story.write, load_article(story.write, article_id), spec)


def set_access(story: Story, one: int, other: int, how: int) -> None:
    """Set the access of a record; a source, fact or tag is then on its own."""
    write, access = story.write, story.access(how)
    if other % 5 < 2:
        model: type[Base] = (Article, Claim)[other % 5]
        revise: Callable[..., None] = (revise_article, revise_claim)[other % 5]
        wanted = {"spec" if model is Article else "columns": access}
        revise(write, story.pick(model, one), version=None, **wanted)
        return
    described = MODELS[other % 5 - 2]
    revise = (revise_source, revise_fact, revise_tag)[other % 5 - 2]
    record_id = story.pick(described, one)
    revise(write, record_id, version=None, **access)
    story.opened.add((described.__tablename__, record_id))


def retire(story: Story, one: int, other: int, how: int) -> None:
    """Withdraw, restore, move or re-term a claim, or withdraw its article."""
    claim_id, write = story.pick(Claim, one), story.write
    if how % 5 == 0:
        withdraw_claim(write, claim_id, version=None)
    elif how % 5 == 1:
        restore_claim(write, claim_id, version=None)
    elif how % 5 == 2:
        article_id = story.pick(Article, one)
        withdraw_article(write, article_id, version=None, cascade=True)
    elif how % 5 == 3:
        columns = {"article_id": story.pick(Article, other)}
        revise_claim(write, claim_id, version=None, columns=columns)
    else:
        columns = {"terms": ("off_record", "on_record")[other % 2]}
        revise_claim(write, claim_id, version=None, columns=columns)


def merge(story: Story, one: int, other: int, how: int) -> None:
    merges: list[tuple[type[Base], Callable[..., None]]] = [
        (Source, merge_source),
        (Fact, merge_fact),
        (Article, merge_article),
        (Claim, merge_claim),
    ]
    model, merge_one = merges[how % 4]
    into_id = story.pick(model, other)
    merge_one(story.write, story.pick(model, one), into_id=into_id, version=None)


def wait(story: Story, one: int, _: int, __: int) -> None:
    story.pass_days(1 + one % 2)


OPS = (record, describe, set_access, retire, merge, wait)
ENDINGS: list[Op] = [(5, 1, 0, 0)] * 2  # all embargoes end


def led_to(model: type[Described]) -> Select[int]:
    """Select the public records of a model that a live public record refers to."""
    public = (Claim.visibility == "public") & Claim.withdrawn_at.is_(None)
    in_claim: dict[type[Described], list[tuple[type[Base], Any]]] = {
        Source: [
            (Attribution, Attribution.printed_source_id),
            (Attribution, Attribution.source_id),
            (ClaimSubject, ClaimSubject.printed_source_id),
            (ClaimSubject, ClaimSubject.source_id),
        ],
        Tag: [(ClaimTag, ClaimTag.tag_id)],
        Fact: [(Stance, Stance.fact_id), (Stance, Stance.judged_fact_id)],
    }
    ways = [
        exists().where(column == model.id, Claim.id == child.claim_id, public)
        for child, column in in_claim[model]
    ]
    if model is Source:
        ways += [
            exists().where(
                Article.outlet_id == Source.id,
                Article.visibility == "public",
                Article.withdrawn_at.is_(None),
            ),
            exists().where(
                Affiliation.organisation_id == Source.id,
                MEMBER.id == Affiliation.source_id,
                MEMBER.visibility == "public",
            ),
            exists().where(
                MERGED.merged_into_id == Source.id, MERGED.visibility == "public"
            ),
        ]
    elif model is Fact:
        ways.append(
            exists().where(PART.merged_into_id == Fact.id, PART.visibility == "public")
        )
    return select(model.id).where(or_(*ways), model.visibility == "public")


def public(write: Write) -> set[Key]:
    return {
        (model.__tablename__, one)
        for model in MODELS
        for one in write.session.scalars(
            select(model.id).where(model.visibility == "public")
        )
    }


def led(write: Write) -> set[Key]:
    return {
        (model.__tablename__, one)
        for model in MODELS
        for one in write.session.scalars(led_to(model))
    }


@pytest.mark.slow
class TestRandomHistories:
    @given(st.lists(st.tuples(*[st.integers(0, 59)] * 4), min_size=3, max_size=10))
    @drawn(
        15,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_publish_only_records_that_a_public_record_refers_to(
        self, write: Write, ops: list[Op]
    ) -> None:
        with write.session.begin_nested() as savepoint:
            story = Story(write)
            for what, one, other, how in [*ops, *ENDINGS]:
                story.opened |= public(story.write)
                write.changes.clear()  # each step is as a transaction of its own
                write.matches.clear()
                write.states.clear()
                try:
                    with story.write.savepoint():
                        OPS[what % len(OPS)](story, one, other, how)
                except DataError:
                    write.session.expunge_all()  # SQLite gives their ids to others
                    continue
                shown = public(story.write) - story.opened
                assert shown <= led(story.write), (OPS[what % len(OPS)], shown)
            for name, check in CHECKS.items():
                broken = write.rows(check.builder(viewer=LOCAL_VIEWER))
                assert not broken, name
            savepoint.rollback()
        write.session.expunge_all()
        write.changes.clear()
        write.states.clear()
        write.matches.clear()
