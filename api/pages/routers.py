"""The pages of the application."""

from api.pages import (
    articles,
    claim_edits,
    claims,
    data,
    desk,
    drafts,
    fact_judgements,
    facts,
    home,
    new_articles,
    new_claims,
    reference,
    sign_in,
    sources,
    suggestions,
    withdrawals,
)

# The first answers only programs. `/claims/{id}` would match `/claims/7.json` too, so
# addresses of data come before the pages.
PAGES = (
    *(home, desk, data, sign_in),
    *(drafts, claim_edits, new_articles, new_claims, suggestions, withdrawals),
    fact_judgements,
    *(articles, claims, facts, sources, reference),
)
ROUTERS = [page.router for page in PAGES]
