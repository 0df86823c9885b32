"""Text as it is compared, never as it is kept."""

import unicodedata


def fold(text: str) -> str:
    """Return ``text`` casefolded and without accents."""
    if text.isascii():
        return text.casefold()
    # Twice: a letter that is only styled, as mathematical bold is, has no lower case.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a query, each once, in their order."""
    return tuple(dict.fromkeys(fold(text).split()))
