"""Facets: how many records of a list have each value, such as each outlet and year."""

from db.reads.facets.claims import read_claim_facets
from db.reads.facets.records import (
    read_article_facets,
    read_fact_facets,
    read_source_facets,
)
from db.reads.facets.values import OF_SOURCES, Facets

__all__ = [
    "OF_SOURCES",
    "Facets",
    "read_article_facets",
    "read_claim_facets",
    "read_fact_facets",
    "read_source_facets",
]
