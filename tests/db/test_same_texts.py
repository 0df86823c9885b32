import re
from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import select, text

from db.commands.articles import add_revision, record_article
from db.commands.articles.revisions import RevisionSpec
from db.derived.near_texts import BANDS, nearest, signature
from db.engine.session import Context, Write, driver
from db.errors import ConflictError
from db.models import ArticleBand
from db.queries.filters import named
from db.queries.same_texts import list_alike, list_same_text
from db.values.viewer import READER, VIEWERS, Role
from tests.factories import make_article, make_outlet

TEXT = "“It rained,” he said."
LONG = " ".join(f"word{number}" for number in range(100))
NEAR = f"{LONG} more"
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
SCAN = re.compile("^SCAN|Seq Scan")
SEES = {"reader": 0, "analyst": 1, "editor": 1, "admin": 1}


class TestListSameText:
    @pytest.mark.parametrize("role", get_args(Role))
    def test_names_restricted_articles_to_callers_who_may_see_them(
        self, write: Write, role: Role
    ) -> None:
        article = make_article(write, TEXT, visibility="restricted")
        sha256 = article.revisions[0].text_sha256

        found = write.rows(
            list_same_text(viewer=VIEWERS[role]), sha256=sha256, article=0
        )

        assert len(found) == SEES[role]

    @pytest.mark.parametrize("count", [0, 3])
    @pytest.mark.parametrize("of_outlet", [True, False])
    def test_scans_no_table(
        self, write: Write, backend: str, count: int, *, of_outlet: bool
    ) -> None:
        if backend == "postgresql":
            # Else it scans a small table, even if an index serves the select.
            write.session.execute(text("SET LOCAL enable_seqscan = off"))
        read = list_same_text(count=count, of_outlet=of_outlet, viewer=READER)
        compiled = read.compiled(write.connection.dialect)
        near = named({"near": tuple(range(count))})
        values = compiled.named({"article": 1, "outlet": 1, "sha256": "", **near})

        explained = f"{EXPLAIN[backend]} {compiled.sql}"
        steps = driver.fetch(write.connection, explained, values)

        assert [one for one in steps if SCAN.search(one[-1])] == []


class TestListAlike:
    @pytest.mark.parametrize("role", get_args(Role))
    def test_names_restricted_articles_to_callers_who_may_see_them(
        self, write: Write, role: Role
    ) -> None:
        article = make_article(write, LONG, visibility="restricted")
        sampled = signature(NEAR)
        assert sampled

        rows = write.rows(
            list_alike(viewer=VIEWERS[role]), article=0, **named({"hash": sampled})
        )

        assert nearest(sampled, rows) == [article.id] * SEES[role]


class TestRecordArticle:
    @pytest.mark.parametrize("text", [LONG, NEAR])
    def test_hidden_articles_with_the_text_are_no_conflict(
        self, write: Write, text: str
    ) -> None:
        outlet = make_outlet(write)
        of_outlet = {"outlet_id": outlet.id, "visibility": "restricted"}
        hidden = make_article(write, LONG, **of_outlet)
        reader = replace(write, context=Context(viewer=READER))
        spec, revision = {"outlet_id": outlet.id}, RevisionSpec(text)

        with pytest.raises(ConflictError) as caught:
            record_article(write, spec, revision=revision)

        assert caught.value.record_id == hidden.id
        assert record_article(reader, spec, revision=revision).id != hidden.id

    def test_stores_the_signature_computed_before_the_write(self, write: Write) -> None:
        short, long = RevisionSpec(LONG), RevisionSpec(" ".join([LONG] * 200))

        long.prepare()

        assert ["signature" in vars(one) for one in (short, long)] == [False, True]
        vars(long)["signature"] = taken = tuple(range(BANDS))
        article = record_article(write, {}, revision=long)
        add_revision(write, article.id, short)
        add_revision(write, article.id, long)
        stored = select(ArticleBand.hash).where(ArticleBand.article_id == article.id)
        assert tuple(write.session.scalars(stored.order_by(ArticleBand.band))) == taken
