"""The pages of the application."""

from api.pages import articles, claims, data, facts, home, reference, sources

# Addresses with an ending come before those whose last part takes any text.
ROUTERS = [
    page.router for page in (home, data, articles, claims, facts, sources, reference)
]
