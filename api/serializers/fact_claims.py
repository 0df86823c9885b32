"""References to the sources and articles of claims on facts, each built once."""

from functools import cache

from api.serializers.values import Json, article_ref, source_ref
from db.derived.fact_claims import FactClaims


class Refs:
    """Builds references to the sources and articles of claims."""

    def __init__(self, fact_claims: FactClaims) -> None:
        self._sources, self._rows = fact_claims.sources, fact_claims.by_article
        self.source, self.article = cache(self._source), cache(self._article)

    def _source(self, source_id: int) -> Json:
        """Return the reference to a source."""
        one = self._sources[source_id]
        return source_ref(
            one.id,
            one.name,
            one.kind,
            label=one.label,
            article=self._rows.get(one.article_id) if one.article_id else None,
        )

    def _article(self, article_id: int) -> Json:
        """Return the reference to an article."""
        return article_ref(self._rows[article_id])
