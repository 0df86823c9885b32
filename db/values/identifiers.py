"""Identifiers of articles in the form in which they are compared."""

import re

DOI_PREFIX = re.compile(r"\A(https?://(dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
NO_DOI = "A DOI begins with 10. and has a slash, like 10.1000/182."


def identifier_key(scheme: str, value: str) -> str:
    """Return a key that is the same for all spellings of an identifier.

    A DOI is compared without letter case, and without the prefix of a link. Raise
    ``ValueError`` if ``value`` is not an identifier of the scheme.
    """
    key = value.strip()
    if scheme != "doi":
        return key
    found = DOI_PREFIX.sub("", key).casefold()
    if not DOI.fullmatch(found):
        raise ValueError(NO_DOI)
    return found
