"""How far two texts are alike."""


def common_start(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    alike, unlike = 0, min(len(one), len(other)) + 1
    while unlike - alike > 1:
        middle = (alike + unlike) // 2
        if one[alike:middle] == other[alike:middle]:
            alike = middle
        else:
            unlike = middle
    return alike
