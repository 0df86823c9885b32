"""Text as it is compared, never as it is kept."""

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` casefolded and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a query, each once, in their order."""
    return tuple(dict.fromkeys(fold(text).split()))
