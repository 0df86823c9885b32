"""Language tags (BCP 47) in the form that is stored and compared."""

SCRIPT, REGION = 4, 2


def normal_language(tag: str) -> str:
    """Return ``tag`` in the usual letter case: ``en``, ``en-GB``, ``zh-Hant-TW``.

    All subtags after a subtag of one character (an extension, or private use) are in
    lower case.
    """
    subtags = tag.lower().split("-")
    single = [*map(len, subtags), 1].index(1)
    cased = map(_cased, subtags[1:single])
    return "-".join([subtags[0], *cased, *subtags[max(1, single) :]])


def _cased(subtag: str) -> str:
    if len(subtag) == REGION:
        return subtag.upper()
    if len(subtag) == SCRIPT and subtag.isalpha():
        return subtag.title()
    return subtag
