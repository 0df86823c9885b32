"""The pictures of many claims: by month, with unnamed speakers, and in an article."""

from api.pages.listed_claims import PARTS, listed
from api.pages.pictures.chains import MOST_CLAIMS, draw_chains
from api.pages.pictures.intervals import draw_unnamed
from api.pages.pictures.marks import Picture
from api.pages.pictures.months import draw_months
from api.pages.rendering import as_sent
from api.schemas.claim_lists import SHOWN
from api.schemas.stats import CountedClaims
from api.serializers.articles import article_record
from api.serializers.stats import count_row, unnamed_row
from api.settings import MAX_POINTS
from db.queries.stats import ClaimTime
from db.reads.articles import read_article
from db.reads.claims import list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.stats import TimeAxis, count_claims, count_unnamed
from db.values.types import Bucket

OUTLETS = 20
CHAINS = PageQuery(limit=MOST_CLAIMS + 1, sort="position")


async def draw_claims(reading: Reading, params: CountedClaims) -> Picture:
    """Return the picture of claims a month."""
    axis = _axis(params, "month")
    points = await count_claims(reading, params.filters(), axis, by=None, top=1)
    return draw_months(as_sent([count_row(point) for point in points]))


async def draw_unnamed_share(reading: Reading, params: CountedClaims) -> Picture:
    """Return the picture of the share of claims with unnamed speakers, by outlet."""
    axis = _axis(params, None)
    points = await count_unnamed(reading, params.filters(), axis, top=OUTLETS)
    return draw_unnamed([unnamed_row(point) for point in points])


def _axis(params: CountedClaims, bucket: Bucket | None) -> TimeAxis[ClaimTime]:
    since, until = params.from_, params.to
    return TimeAxis(params.time, MAX_POINTS, bucket, since=since, until=until)


async def draw_article(reading: Reading, article_id: int) -> Picture:
    """Return the picture of the chains of the claims of an article."""
    article = await read_article(reading, article_id)
    values = {"article": [article_id], "review": SHOWN}
    found = await list_claims_page(reading, CHAINS, values, parts=PARTS)
    outlet = as_sent(article_record(article))["outlet"]
    claims = listed(found)
    return await reading.reader.derive(draw_chains, outlet, claims)
