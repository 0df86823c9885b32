"""The pages of the application."""

from api.pages import (
    articles,
    claims,
    data,
    desk,
    facts,
    home,
    reference,
    sign_in,
    sources,
)

# The first answers only programs. `/claims/{id}` would match `/claims/7.json` too, so
# addresses of data come before the pages.
PAGES = (
    *(home, desk, data, sign_in),
    *(articles, claims, facts, sources, reference),
)
ROUTERS = [page.router for page in PAGES]
