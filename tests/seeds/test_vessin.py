"""The invented event that ships: three articles with their texts."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from db.engine.session import SessionFactory
from db.models import Article, Assessment, Claim, ClaimLink, Fact, Revision, Span
from seeds.errors import SeedError
from seeds.load import Count, load_seeds
from seeds.load.files import DATA
from tests.seeds.conftest import everything

FILES = [json.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("vessin*"))]
CLAIMS = [claim for file in FILES for claim in file["claims"]]


class TestFiles:
    def test_have_three_articles_of_different_outlets(self) -> None:
        articles = [file["article"] for file in FILES]

        assert len({article["outlet"] for article in articles}) == 3
        assert [len(article["texts"]) for article in articles] == [1, 2, 1]
        for article in articles:
            for text in article["texts"]:
                assert 250 <= len(text["text"].split()) <= 500

    def test_have_the_words_of_every_claim_in_their_texts(self) -> None:
        for file in FILES:
            text = file["article"]["texts"][0]["text"]
            for claim in file["claims"]:
                contents = [s for s in claim["spans"] if s["part"] == "content"]
                assert contents, claim["key"]
                assert all(span["exact"] in text for span in claim["spans"])

    def test_cover_the_features_of_the_product(self) -> None:
        kinds = {one["kind"] for file in FILES for one in file["unnamed"]}
        chains = [[s["position"] for s in c["attribution"]] for c in CLAIMS]

        assert kinds == {"anonymous_person", "anonymous_group"}
        assert {max(chain, default=0) for chain in chains} == {0, 1, 2, 3}
        assert any(chain.count(1) > 1 for chain in chains)
        assert {"no_comment", "retraction", "prediction", "no_evidence"} <= {
            claim["act"] for claim in CLAIMS
        }
        assert any(c["hedges"] and c["act"] == "prediction" for c in CLAIMS)
        assert sum(claim.get("method") == "model" for claim in CLAIMS) == 5


class TestLoading:
    def test_adds_missing_records_once(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        # Some sources and facts are in several files.
        report = load_seeds(sessions)
        before = everything(connection)

        again = load_seeds(sessions)

        assert report.sources == Count(43, 12)
        assert (report.articles, report.claims) == (Count(4, 0), Count(65, 0))
        assert (report.facts, report.outcomes) == (Count(8, 3), Count(7, 0))
        assert (report.stances, report.assessments) == (Count(41, 0), Count(18, 0))
        assert {count.added for count in vars(again).values()} == {0}
        assert everything(connection) == before

    def test_links_the_retraction_and_anchors_the_corrected_text(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        load_seeds(sessions)

        links = connection.execute(select(ClaimLink.kind, ClaimLink.other_id)).all()
        ((kind, retracted),) = links
        words = select(Claim.text).where(Claim.id == retracted)
        assert kind == "retracts"
        assert "cracked" in (connection.scalar(words) or "")
        anchors = connection.execute(
            select(Span.anchor, func.count())
            .join(Claim, Claim.id == Span.claim_id)
            .join(Revision, Revision.id == Claim.revision_id)
            .where(Revision.number == 2)
            .group_by(Span.anchor)
        )
        assert dict(map(tuple, anchors)) == {"exact": 22, "fuzzy": 1}

    def test_stores_the_reprint_and_both_assessors(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        load_seeds(sessions)

        root = select(Article.url).where(
            Article.id.in_(select(Article.root_article_id))
        )
        assert connection.scalars(root).all() == [FILES[0]["article"]["url"]]
        cracked = select(Fact.id).where(Fact.slug.contains("cracked"))
        held = connection.scalars(
            select(Assessment.assessor_id)
            .where(Assessment.fact_id.in_(cracked), Assessment.verdict == "false")
            .order_by(Assessment.as_of)
        ).all()
        assert [one is None for one in held] == [False, True]

    def test_stores_claims_of_the_model_as_drafts(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        load_seeds(sessions)

        drafts = select(Claim.method).where(Claim.review == "draft")
        assert connection.scalars(drafts).all() == ["model"] * 5


class TestReferences:
    @pytest.mark.parametrize(
        ("number", "change", "message"),
        [
            (1, {"reprints": "vessin-3-gazette"}, "no file vessin-3-gazette is"),
            (2, {}, "no claim nothing in the file vessin-1-lantern is"),
        ],
    )
    def test_to_records_not_loaded_before_are_refused(
        self,
        sessions: SessionFactory,
        tmp_path: Path,
        *,
        number: int,
        change: dict[str, str],
        message: str,
    ) -> None:
        for place, file in enumerate(FILES):
            changed = deepcopy(file)
            if place == number:
                changed["article"] |= change
                for link in changed["claims"][0]["links"]:
                    link["claim"] = "nothing"
            path = tmp_path / f"{file['key']}.json"
            path.write_text(json.dumps(changed), "utf-8")

        with pytest.raises(SeedError, match=message):
            load_seeds(sessions, folder=tmp_path)
