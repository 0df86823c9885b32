"""The Wilson score interval of a share (Wilson, 1927)."""

from math import sqrt

Z = 1.959963984540054  # of 95 %, both sides


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a share: 0 and 1 if ``n`` is 0."""
    if n == 0:
        return 0.0, 1.0
    share, spread = successes / n, Z * Z / n
    middle = share + spread / 2
    half = Z * sqrt(share * (1 - share) / n + spread / (4 * n))
    low = 0.0 if successes == 0 else (middle - half) / (1 + spread)
    high = 1.0 if successes == n else (middle + half) / (1 + spread)
    return low, high
