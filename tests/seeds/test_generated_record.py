"""Properties of one generated database."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any, get_args

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import selectinload

from db.commands.claims import Selector, load_article
from db.commands.claims.computed_columns import derive
from db.commands.claims.spans import anchor
from db.commands.facts.registering import derive as derive_fact
from db.commands.visibility.access import PUBLIC
from db.derived.near_texts import signature
from db.engine.session import Write, make_session_factory, write_transaction
from db.models import (
    Affiliation,
    Article,
    ArticleBand,
    Assessment,
    Attribution,
    Change,
    Claim,
    Fact,
    Outcome,
    Revision,
    Source,
    Span,
    Stance,
    Tag,
)
from db.models.stance import StanceValue
from db.queries.verify import CHECKS
from db.values.text import fold
from db.values.urls import url_key
from db.values.viewer import LOCAL_VIEWER
from seeds.generate import GenerateReport, generate, shares
from seeds.generate.articles import FIRST, LAST
from seeds.generate.facts import Facts, Followed
from seeds.generate.printing import Draft
from seeds.generate.prose import Content
from tests.emptying import KEPT, empty
from tests.seeds.conftest import everything

CLAIMS = 4_000
DERIVED = ("start", "content_key", "dated_at", "dated_basis")


@pytest.fixture(scope="module", autouse=True)
def report(engine: Engine, database_url: str) -> Iterator[GenerateReport]:
    yield generate(database_url, claims=CLAIMS, seed=1)
    empty(engine)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as outer:
        yield connection
        outer.rollback()


@pytest.fixture
def write(connection: Connection) -> Iterator[Write]:
    with write_transaction(make_session_factory(connection)) as write:
        yield write
        write.session.rollback()


class TestGeneratedRecord:
    def test_is_as_large_as_reported(
        self, connection: Connection, report: GenerateReport
    ) -> None:
        rows = {name: len(rows) for name, rows in everything(connection).items()}

        assert report == GenerateReport(
            sources=rows["source"],
            articles=rows["article"],
            claims=rows["claim"],
            attributions=rows["attribution"],
            spans=rows["span"],
            tags=rows["tag"],
            facts=rows["fact"],
            stances=rows["stance"],
            assessments=rows["assessment"],
            outcomes=rows["outcome"],
        )
        assert report.claims == CLAIMS

    @pytest.mark.parametrize("name", CHECKS)
    def test_has_no_violations(self, write: Write, name: str) -> None:
        assert write.rows(CHECKS[name].builder(viewer=LOCAL_VIEWER)) == []

    def test_has_no_audit_entries(self, connection: Connection) -> None:
        assert connection.execute(select(Change.id)).all() == []

    def test_derives_the_columns_of_claims_as_the_commands_do(
        self, write: Write
    ) -> None:
        for claim in sample(write):
            article = load_article(write, claim.article_id)
            stored = {name: getattr(claim, name) for name in DERIVED}
            for name in DERIVED:
                setattr(claim, name, None)

            derive(claim, article, sources=PUBLIC)

            assert {name: getattr(claim, name) for name in DERIVED} == stored

    def test_anchors_every_span_as_the_commands_do(self, write: Write) -> None:
        for claim in sample(write):
            article = load_article(write, claim.article_id)
            selectors = [
                Selector(
                    span.part, position=span.position, start=span.start, end=span.end
                )
                for span in claim.spans
            ]
            length = max((step.position for step in claim.attribution), default=0)

            anchored = anchor(article.text, selectors, chain_length=length)

            assert article.revision_id == claim.revision_id
            assert [columns(span) for span in anchored] == [
                columns(span) for span in claim.spans
            ]

    def test_claim_texts_are_the_words_of_their_spans(self, write: Write) -> None:
        for claim in sample(write):
            contents = [span.exact for span in claim.spans if span.part == "content"]

            assert claim.text == " ".join(contents)

    def test_printed_sources_and_cues_are_the_words_of_their_spans(
        self, write: Write
    ) -> None:
        for claim in sample(write):
            printed = {s.exact for s in claim.spans if s.part == "source"}
            cues = {s.exact for s in claim.spans if s.part == "cue"}

            steps = claim.attribution
            assert {s.as_printed for s in steps if s.as_printed} == printed
            if steps:
                assert {s.cue for s in steps if s.cue} == cues

    def test_folds_names_and_digests_texts_as_the_commands_do(
        self, connection: Connection
    ) -> None:
        sources = connection.execute(select(Source.name, Source.folded)).all()
        articles = connection.execute(select(Article.url, Article.url_key)).all()
        revisions = connection.execute(
            select(Revision.text, Revision.text_sha256, Revision.text_length)
        ).all()

        assert all(row.folded == fold(row.name) for row in sources)
        assert all(row.url_key == url_key(row.url) for row in articles)
        for text, digest, length in revisions:
            assert (digest, length) == (sha256(text.encode()).hexdigest(), len(text))

    def test_stores_signatures_of_the_newest_texts_as_the_commands_do(
        self, connection: Connection
    ) -> None:
        bands = connection.execute(
            select(ArticleBand.article_id, ArticleBand.hash).order_by(ArticleBand.id)
        ).all()
        texts = connection.execute(
            select(Revision.article_id, Revision.text).order_by(Revision.number)
        ).all()

        newest = {row.article_id: row.text for row in texts}
        assert bands == [
            (article, band)
            for article, text in sorted(newest.items())
            for band in signature(text) or ()
        ]

    def test_numbers_rows_from_one(self, connection: Connection) -> None:
        for table, rows in everything(connection).items():
            # Those who write are there before; words are found by numbers of dates.
            if table not in KEPT and not table.endswith("_search"):
                assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), table

    def test_recording_times_ascend_with_ids(self, connection: Connection) -> None:
        rows = connection.execute(
            select(Article.created_at, Article.published_from).order_by(Article.id)
        ).all()

        recorded = [row.created_at for row in rows]
        assert recorded == sorted(recorded)
        assert all(row.published_from < row.created_at for row in rows)


class TestGeneratedFacts:
    def test_have_the_columns_that_the_commands_derive(self, write: Write) -> None:
        facts = write.session.scalars(select(Fact)).all()
        for fact in facts:
            stored = fact.statement_key

            derive_fact(fact)

            assert fact.statement_key == stored
        assert len(facts) == CLAIMS / shares.CLAIMS_PER_FACT

    def test_have_one_more_version_for_each_judgement(
        self, connection: Connection
    ) -> None:
        judged: dict[int, list[Any]] = defaultdict(list)
        for model in (Assessment, Outcome):
            rows = connection.execute(select(model.fact_id, model.created_at))
            for row in rows:
                judged[row.fact_id].append(row.created_at)

        for fact in connection.execute(select(Fact)):
            times = judged[fact.id]
            assert fact.version == 1 + len(times)
            assert fact.updated_at == max(times, default=fact.created_at)

    def test_are_judged_after_they_opened_and_before_today(
        self, connection: Connection
    ) -> None:
        opened = dict(iter(connection.execute(select(Fact.id, Fact.opens_at))))
        held = connection.execute(
            select(Assessment.fact_id, Assessment.as_of, Assessment.created_at)
        ).all()
        known = connection.execute(
            select(Outcome.fact_id, Outcome.known_at, Outcome.created_at)
        ).all()

        for fact_id, at, noted in (*held, *known):
            assert opened[fact_id] < at <= noted < LAST

    def test_have_stances_with_the_dates_of_their_claims(
        self, connection: Connection
    ) -> None:
        rows = connection.execute(
            select(Stance, Claim.dated_at.label("dated"), Claim.act, Claim.hedges)
            .join(Claim, Claim.id == Stance.claim_id)
            .order_by(Stance.id)
        ).all()

        assert len({row.claim_id for row in rows}) == len(rows)
        for row in rows:
            assert row.dated_at == row.dated
            assert row.judged_fact_id == row.fact_id
            assert (row.act == "no_evidence") == (row.stance == "no_evidence")
            assert not row.stance.startswith("hedges") or row.hedges

    def test_are_assessed_by_outlets_and_by_the_desk(
        self, connection: Connection
    ) -> None:
        rows = connection.execute(
            select(Assessment, Source.kind).outerjoin(
                Source, Source.id == Assessment.assessor_id
            )
        ).all()

        assert {row.kind for row in rows} == {"outlet", None}
        assert all((row.assessor_id is None) == (not row.verdict_text) for row in rows)
        assert len({row.assessor_id for row in rows}) <= 1 + shares.ASSESSORS
        assert any(row.probability for row in rows)

    def test_have_outcomes_in_about_half_of_the_old_cases(
        self, connection: Connection
    ) -> None:
        values = counted(connection, Outcome.value)
        old = connection.execute(
            select(Fact.id).where(Fact.resolves_by < LAST - timedelta(days=1))
        ).all()
        settled = set(connection.scalars(select(Outcome.fact_id)).all())

        assert 0.2 < sum(row.id in settled for row in old) / len(old) < 0.8
        assert min(values["yes"], values["no"]) > 0

    def test_have_stances_of_every_kind_from_a_quarter_of_the_claims(
        self, connection: Connection
    ) -> None:
        stances = counted(connection, Stance.stance)

        assert near(sum(stances.values()) / CLAIMS, shares.BEARING)
        assert stances.keys() == set(get_args(StanceValue))

    def test_have_claims_with_probabilities(self, connection: Connection) -> None:
        bases = counted(connection, Claim.probability_basis)

        assert bases["analyst"] > 0
        assert bases["icd_203"] > 0

    def test_are_claimed_with_uneven_frequency(self) -> None:
        days, count = timedelta(days=1), 10_000  # of a record of a million claims
        ends = [FIRST + (LAST - FIRST) / (place + 1) for place in range(count)]
        followed = [Followed(number, end, 0.5) for number, end in enumerate(ends, 1)]
        facts = Facts(followed, first=FIRST, apart=(LAST - FIRST) / count)
        random = Random(1)
        draft = Draft("paraphrase", "assertion", Content(["It rained."]), steps=())

        drawn = [
            facts.stance_on_fact(random, draft, FIRST + days * random.randrange(2900))
            for _ in range(20_000)
        ]

        on = Counter(stance.fact_id for stance in drawn if stance)
        assert on[1] > 20_000 / 100
        assert on[1] > on[2] > on[5]
        assert len(on) > 1_000


class TestShares:
    def test_has_the_documented_forms(self, connection: Connection) -> None:
        forms = counted(connection, Claim.form)

        assert near(forms["unattributed"] / CLAIMS, shares.UNATTRIBUTED)
        assert near(forms["own_voice"] / CLAIMS, shares.OWN_VOICE)
        quoted = sum(forms[form] for form in shares.FORMS)
        direct = forms["direct_quote"] / quoted
        assert near(direct, shares.FORMS["direct_quote"])

    def test_has_the_documented_reviews_and_hedges(
        self, connection: Connection
    ) -> None:
        reviews = counted(connection, Claim.review)
        hedged = connection.execute(
            select(Claim.id).where(Claim.hedges.is_not(None))
        ).all()

        assert near(reviews["reviewed"] / CLAIMS, shares.REVIEWS["reviewed"])
        assert near(len(hedged) / CLAIMS, shares.HEDGED)

    def test_has_the_documented_lengths_of_chains(self, connection: Connection) -> None:
        last = connection.execute(
            select(Attribution.claim_id, Attribution.position)
            .where(Attribution.is_origin)
            .distinct()
        ).all()
        lengths = Counter(row.position for row in last)

        attributed = sum(lengths.values())
        assert near(lengths[1] / attributed, shares.CHAIN_LENGTHS[1])
        assert lengths[1] > lengths[2] > lengths[3] > 0

    def test_has_long_and_short_articles(
        self, connection: Connection, report: GenerateReport
    ) -> None:
        in_article = counted(connection, Claim.article_id)

        assert 18 < report.claims / report.articles < 32
        assert min(in_article.values()) < 8
        assert max(in_article.values()) > 60

    def test_quotes_few_sources_often_and_many_rarely(
        self, connection: Connection
    ) -> None:
        by_source = counted(connection, Attribution.source_id)

        (_, most), *_ = by_source.most_common(1)
        rare = sum(count < 10 for count in by_source.values())
        assert most > CLAIMS / 20
        assert rare > len(by_source) / 4

    def test_has_unnamed_and_joint_speakers_affiliations_and_tags(
        self, connection: Connection
    ) -> None:
        speakers = connection.execute(
            select(Attribution.claim_id, Attribution.seq, Source.article_id)
            .join(Source, Source.id == Attribution.source_id)
            .where(Attribution.position == 1)
        ).all()
        unnamed = sum(row.article_id is not None for row in speakers)
        joint = sum(row.seq == 2 for row in speakers)

        assert 0.01 < unnamed / CLAIMS < 0.08
        assert 0.01 < joint / CLAIMS < 0.05
        assert connection.execute(select(Affiliation.id)).all()
        assert len(connection.execute(select(Tag.id)).all()) == shares.TAGS

    def test_has_claims_with_two_content_spans(self, connection: Connection) -> None:
        second = select(Span.id).where(Span.part == "content", Span.seq == 2)

        assert 0.08 < len(connection.execute(second).all()) / CLAIMS < 0.2

    def test_has_sources_of_all_documented_languages(
        self, connection: Connection
    ) -> None:
        assert set(counted(connection, Source.language)) == set(shares.LANGUAGES)


def sample(write: Write) -> list[Claim]:
    """Return every seventh claim with its children."""
    children = (
        Claim.attribution,
        Claim.subjects,
        Claim.spans,
        Claim.tags,
        Claim.stances,
    )
    statement = select(Claim).where(Claim.id % 7 == 0)
    return list(
        write.session.scalars(statement.options(*map(selectinload, children))).all()
    )


def columns(span: Span) -> tuple[Any, ...]:
    place = (span.part, span.position, span.seq, span.start, span.end)
    return (*place, span.exact, span.prefix, span.suffix, span.anchor)


def counted(connection: Connection, column: Any) -> Counter[Any]:
    return Counter(connection.scalars(select(column)).all())


def near(share: float, documented: float) -> bool:
    return abs(share - documented) < 0.025
