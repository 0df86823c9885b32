"""Identifiers of articles as they are compared."""

import re

DOI_PREFIX = re.compile(r"\A(https?://(dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
NO_DOI = "A DOI begins with 10. and has a slash, like 10.1000/182."


def identifier_key(scheme: str, value: str) -> str:
    """Return what stays the same between the ways to write one identifier.

    A DOI is the same in any letter case, and as a link. Raise ``ValueError`` for what
    is no identifier of the scheme.
    """
    key = value.strip()
    if scheme != "doi":
        return key
    found = DOI_PREFIX.sub("", key).casefold()
    if not DOI.fullmatch(found):
        raise ValueError(NO_DOI)
    return found
