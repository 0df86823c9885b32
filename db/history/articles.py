"""Articles at an instant, with the records that they refer to."""

from typing import Any

from db.history.past_records import PastRecords
from db.history.sources import article_columns, load_sources
from db.queries.articles import ArticleRow
from db.queries.snapshots import Snapshot

REVISION = ("captured_at", "text_length", "text_sha256")


async def article_row(past: PastRecords, snapshot: Snapshot) -> ArticleRow:
    """Return the row of an article from its snapshot, with its newest revision then."""
    roots = await past.snapshots("article", [snapshot["root_article_id"]])
    root = roots.get(snapshot["root_article_id"])
    outlets = [snapshot["outlet_id"], root and root["outlet_id"]]
    sources = await load_sources(past, outlets)
    columns: dict[str, Any] = dict.fromkeys(ArticleRow.columns)
    if root:
        shown = article_columns(root, sources)
        columns |= {f"root_{name}": value for name, value in shown.items()}
    if snapshot["outlet_id"]:
        columns["outlet_name"] = sources.snapshots[snapshot["outlet_id"]]["name"]
    return ArticleRow.of(columns | _newest_revision(snapshot) | snapshot)


def _newest_revision(article: Snapshot) -> dict[str, Any]:
    """Return the newest revision of an article as columns of its row."""
    if not article["revisions"]:
        return {}
    newest = max(article["revisions"], key=lambda one: int(one["number"]))
    named = {f"revision_{name}": newest[name] for name in REVISION}
    return named | {"revision_id": newest["id"], "revision_number": newest["number"]}
