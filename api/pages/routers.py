"""The pages of the application."""

from api.pages import (
    account,
    account_keys,
    articles,
    claims,
    compare,
    csv_lists,
    data,
    desk,
    drafts,
    embed,
    exchange,
    fact_judgements,
    facts,
    guide,
    history,
    home,
    importing,
    merges,
    merging,
    near_names,
    new_articles,
    new_claims,
    queue,
    reference,
    reverts,
    saved_views,
    search,
    sign_in,
    sources,
    suggestions,
    tagging,
    tags,
    withdrawals,
)
from api.pages.edits import routes as edits
from api.pages.pictures import routes as pictures

# The first router answers only programs. `/claims/{id}` would match `/claims/7.json`,
# too, so URLs of data come before the pages.
PAGES = (
    *(home, desk, embed, queue, search, guide, data, csv_lists, sign_in),
    *(drafts, edits, new_articles, new_claims, suggestions),
    *(account, account_keys, merges, merging, near_names, exchange, importing),
    *(fact_judgements, reverts, withdrawals, tagging, tags, saved_views),
    *(articles, claims, facts, sources, compare, history, pictures, reference),
)
ROUTERS = [page.router for page in PAGES]
