"""A later text of an article, in which to find words again."""

from collections.abc import Callable
from typing import Any

from db.commands.claims.context import ArticleContext
from db.commands.claims.spans import quoted
from db.derived.anchoring.alignment import Alignment, Expected
from db.derived.anchoring.reanchoring import Anchored, reanchor
from db.derived.anchoring.searchable import SearchableText
from db.engine.session import Write
from db.models import Span
from db.queries.revisions import revision_text
from db.values.viewer import LOCAL_VIEWER

Values = dict[str, Any]


class LaterText:
    """A text of an article, in which spans of its earlier texts are searched."""

    def __init__(
        self, write: Write, article_id: int, revision_id: int, *, text: SearchableText
    ) -> None:
        self.revision_id = revision_id
        self.text = text
        self._write, self._article_id = write, article_id
        self._expected: dict[int | None, Callable[[int, int], Expected]] = {}

    def find(self, span: Span, revision_id: int | None) -> Anchored | None:
        """Return the interval of the words of a span of an earlier revision."""
        self._write.check_time()
        if revision_id not in self._expected:
            self._expected[revision_id] = self._follow(revision_id)
        return reanchor(
            self.text,
            span.exact,
            prefix=span.prefix,
            suffix=span.suffix,
            expected=self._expected[revision_id](span.start, span.end),
        )

    def _follow(self, revision_id: int | None) -> Callable[[int, int], Expected]:
        """Return a function that maps offsets of a revision to this text."""
        found = self._write.rows(
            revision_text(viewer=LOCAL_VIEWER),
            article=self._article_id,
            revision=revision_id,
        )
        if not found or found[0].text is None:
            return _unknown
        return Alignment(found[0].text, self.text.text).expected


def later_text(write: Write, article: ArticleContext) -> LaterText | None:
    """Return the text in which claims of an article are anchored, if it has one."""
    if article.text is None or article.revision_id is None:
        return None
    return LaterText(write, article.id, article.revision_id, text=article.text)


def _unknown(start: int, _: int) -> Expected:
    return Expected(start)


def anchored_values(text: SearchableText, found: Anchored) -> Values:
    """Return the columns of a span whose words were found in a text."""
    return quoted(text.text, found.start, found.end) | {"anchor": found.anchor}
