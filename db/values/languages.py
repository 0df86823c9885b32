"""Language tags (BCP 47) in the form that is stored and compared."""

SCRIPT, REGION = 4, 2


def normal_language(tag: str) -> str:
    """Return ``tag`` in the usual letter case: ``en``, ``en-GB``, ``zh-Hant-TW``.

    After a subtag of one character (an extension, or private use) all subtags are lower
    case.
    """
    first, *rest = tag.lower().split("-")
    subtags = [first]
    for subtag in rest:
        if any(len(before) == 1 for before in subtags):
            subtags.append(subtag)
        elif len(subtag) == REGION:
            subtags.append(subtag.upper())
        elif len(subtag) == SCRIPT and subtag.isalpha():
            subtags.append(subtag.title())
        else:
            subtags.append(subtag)
    return "-".join(subtags)
