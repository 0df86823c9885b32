"""The pages of the application."""

from api.pages import articles, claims, data, facts, home, reference, sources

# `/claims/{id}` would match `/claims/7.json` too, so addresses of data come first.
ROUTERS = [
    page.router for page in (home, data, articles, claims, facts, sources, reference)
]
