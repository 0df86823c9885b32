"""The pages of the application."""

from api.pages import articles, claims, facts, home, reference, sources

ROUTERS = [page.router for page in (home, articles, claims, facts, sources, reference)]
