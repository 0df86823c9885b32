"""The common beginning of two texts."""


def common_prefix(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    alike, unlike = 0, min(len(one), len(other)) + 1
    while unlike - alike > 1:
        middle = (alike + unlike) // 2
        if one[alike:middle] == other[alike:middle]:
            alike = middle
        else:
            unlike = middle
    return alike
