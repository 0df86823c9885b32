"""One generated record, looked at from many sides; nothing here is kept."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import selectinload

from db.commands.claims import Selector, load_article
from db.commands.claims.derived import derive
from db.commands.claims.spans import anchor
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Change,
    Claim,
    Revision,
    Source,
    Span,
    Tag,
)
from db.queries.verify import CHECKS
from db.session import Write, make_session_factory, write_transaction
from db.text import fold
from db.urls import url_key
from db.viewer import LOCAL_VIEWER
from seeds.generate import GenerateReport, generate, shares
from tests.conftest import empty
from tests.seeds.conftest import everything

CLAIMS = 4_000
DERIVED = ("folded", "start", "content_key", "dated_at", "dated_basis")


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
        )
        assert report.claims == CLAIMS

    @pytest.mark.parametrize("name", CHECKS)
    def test_breaks_no_rule(self, write: Write, name: str) -> None:
        assert write.rows(CHECKS[name].builder(viewer=LOCAL_VIEWER)) == []

    def test_has_no_history(self, connection: Connection) -> None:
        assert connection.execute(select(Change.id)).all() == []

    def test_derives_the_columns_of_claims_as_the_commands_do(
        self, write: Write
    ) -> None:
        for claim in sample(write):
            article = load_article(write, claim.article_id)
            stored = {name: getattr(claim, name) for name in DERIVED}
            for name in DERIVED:
                setattr(claim, name, None)

            derive(claim, article, sources="public")

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

    def test_makes_a_claim_of_the_words_of_its_spans(self, write: Write) -> None:
        for claim in sample(write):
            contents = [span.exact for span in claim.spans if span.part == "content"]

            assert claim.text == " ".join(contents)

    def test_prints_every_source_and_cue_where_the_spans_are(
        self, write: Write
    ) -> None:
        for claim in sample(write):
            printed = {s.exact for s in claim.spans if s.part == "source"}
            cues = {s.exact for s in claim.spans if s.part == "cue"}

            steps = claim.attribution
            assert {s.as_printed for s in steps if s.as_printed} == printed
            if steps:
                assert {s.cue for s in steps if s.cue} == cues

    def test_folds_names_titles_and_texts_as_the_commands_do(
        self, connection: Connection
    ) -> None:
        sources = connection.execute(select(Source.name, Source.folded)).all()
        articles = connection.execute(
            select(Article.title, Article.folded, Article.url, Article.url_key)
        ).all()
        revisions = connection.execute(
            select(Revision.text, Revision.text_sha256, Revision.text_length)
        ).all()

        assert all(row.folded == fold(row.name) for row in sources)
        assert all(row.folded == fold(row.title) for row in articles)
        assert all(row.url_key == url_key(row.url) for row in articles)
        for text, digest, length in revisions:
            assert (digest, length) == (sha256(text.encode()).hexdigest(), len(text))

    def test_numbers_rows_from_one(self, connection: Connection) -> None:
        for table, rows in everything(connection).items():
            assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), table

    def test_records_in_the_order_of_ids(self, connection: Connection) -> None:
        rows = connection.execute(
            select(Article.created_at, Article.published_from).order_by(Article.id)
        ).all()

        recorded = [row.created_at for row in rows]
        assert recorded == sorted(recorded)
        assert all(row.published_from < row.created_at for row in rows)


class TestShares:
    def test_has_the_forms_it_documents(self, connection: Connection) -> None:
        forms = counted(connection, Claim.form)

        assert near(forms["unattributed"] / CLAIMS, shares.UNATTRIBUTED)
        assert near(forms["own_voice"] / CLAIMS, shares.OWN_VOICE)
        quoted = sum(forms[form] for form in shares.FORMS)
        direct = forms["direct_quote"] / quoted
        assert near(direct, shares.FORMS["direct_quote"])

    def test_has_the_reviews_and_hedges_it_documents(
        self, connection: Connection
    ) -> None:
        reviews = counted(connection, Claim.review)
        hedged = connection.execute(
            select(Claim.id).where(Claim.hedges.is_not(None))
        ).all()

        assert near(reviews["reviewed"] / CLAIMS, shares.REVIEWS["reviewed"])
        assert near(len(hedged) / CLAIMS, shares.HEDGED)

    def test_has_the_chains_it_documents(self, connection: Connection) -> None:
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

    def test_quotes_a_few_sources_much_and_many_rarely(
        self, connection: Connection
    ) -> None:
        by_source = counted(connection, Attribution.source_id)

        (_, most), *_ = by_source.most_common(1)
        rare = sum(count < 10 for count in by_source.values())
        assert most > CLAIMS / 20
        assert rare > len(by_source) / 4

    def test_has_unnamed_and_joint_speakers_and_ties(
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

    def test_has_contents_that_are_printed_in_two_places(
        self, connection: Connection
    ) -> None:
        second = select(Span.id).where(Span.part == "content", Span.seq == 2)

        assert 0.08 < len(connection.execute(second).all()) / CLAIMS < 0.2

    def test_is_written_in_several_scripts(self, connection: Connection) -> None:
        assert set(counted(connection, Source.language)) == set(shares.LANGUAGES)


def sample(write: Write) -> list[Claim]:
    """Return every seventh claim with its children."""
    children = (Claim.attribution, Claim.spans, Claim.tags)
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
