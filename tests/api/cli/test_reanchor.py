from sqlalchemy import create_engine, text

from db.commands.articles import RevisionSpec, add_revision
from db.commands.claims import Selector
from db.engine.session import make_engine, make_session_factory, write_transaction
from tests.api.cli.running import Onrecord
from tests.factories import make_article, make_claim

TEXT = "“We will rebuild the bridge,” she said."


def record(onrecord: Onrecord, *later: str) -> int:
    """Record a claim that is not anchored in later texts; return its article."""
    engine = make_engine(onrecord.url)
    with write_transaction(make_session_factory(engine)) as write:
        article = make_article(write, TEXT)
        spans = (Selector("content", exact="We will rebuild the bridge"),)
        claim = make_claim(write, article=article, spans=spans)
        before = (claim.revision_id, claim.spans[0].start, claim.start)
        for one in later:
            add_revision(write, article.id, RevisionSpec(one))
        claim.revision_id, claim.spans[0].start, claim.start = before
        claim.spans[0].end = before[1] + len(claim.spans[0].exact)
        claim.spans[0].anchor = "exact"
        for step in claim.attribution:
            step.start = claim.start
        article_id = article.id
    engine.dispose()
    return article_id


def spans(onrecord: Onrecord) -> list[tuple[str, int]]:
    engine = create_engine(onrecord.url)
    with engine.connect() as connection:
        statement = text('SELECT anchor, "start" FROM span ORDER BY id')
        found = [tuple(row) for row in connection.execute(statement)]
    engine.dispose()
    return found


class TestReanchor:
    def test_it_anchors_the_claims_of_all_articles(self, migrated: Onrecord) -> None:
        record(migrated, f"Updated. {TEXT}")
        record(migrated, "Nothing is left.")

        ran = migrated("reanchor")

        assert (ran.status, ran.err) == (0, "")
        assert ran.out == "2 articles processed, 2 claims changed.\n"
        assert spans(migrated) == [("exact", 10), ("orphaned", 1)]

    def test_it_changes_nothing_the_second_time(self, migrated: Onrecord) -> None:
        record(migrated, f"Updated. {TEXT}")

        first, second = (migrated.json("reanchor") for _ in range(2))

        assert first == {"articles": 1, "claims": 1}
        assert second == {"articles": 1, "claims": 0}

    def test_it_accepts_one_article(self, migrated: Onrecord) -> None:
        record(migrated, f"Updated. {TEXT}")
        other = record(migrated, f"Updated. {TEXT}")

        changed = migrated.json("reanchor", "--article", str(other))

        assert changed == {"articles": 1, "claims": 1}
        assert spans(migrated) == [("exact", 1), ("exact", 10)]

    def test_it_stores_the_reason_in_the_history(self, migrated: Onrecord) -> None:
        record(migrated, f"Updated. {TEXT}")

        migrated("reanchor", "--reason", "first texts")

        engine = create_engine(migrated.url)
        with engine.connect() as connection:
            statement = text("SELECT reason FROM change ORDER BY id DESC LIMIT 1")
            assert connection.scalar(statement) == "first texts"
        engine.dispose()

    def test_it_reports_an_unknown_article(self, migrated: Onrecord) -> None:
        ran = migrated("reanchor", "--article", "77")

        assert (ran.status, ran.out) == (1, "")
        assert "There is no article 77" in ran.err

    def test_it_violates_no_rule(self, migrated: Onrecord) -> None:
        record(migrated, "Nothing is left.", f"Updated. {TEXT}")

        migrated("reanchor")

        assert migrated("verify").status == 0
