"""Reads of the records that replace withdrawn ones."""

from sqlalchemy import select

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.models import Article, Claim, ClaimLink
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ROOT = aliased(Article, name="root_article")


@prepared(IdRow)
def find_reprinted(*, viewer: Viewer) -> AnySelect:
    """Select the original of the reprint ``record``."""
    return (
        select(ROOT.id)
        .join(Article, Article.root_article_id == ROOT.id)
        .where(Article.id == parameter("record"), visible(ROOT, viewer))
    )


@prepared(IdRow)
def find_correction(*, viewer: Viewer) -> AnySelect:
    """Select the latest claim that corrects the claim ``record``."""
    return (
        select(Claim.id)
        .join(ClaimLink, ClaimLink.claim_id == Claim.id)
        .where(ClaimLink.other_id == parameter("record"), visible(Claim, viewer))
        .where(ClaimLink.kind == "corrects")
        .order_by(ClaimLink.id.desc())
        .limit(1)
    )
