"""How sure a share is that a random sample gave."""

from math import sqrt

# Of a normal distribution 95 % lie within so many standard deviations.
_Z95 = 1.959963984540054


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share, as two shares of 1; ``whole`` is at least 1.

    The score interval of E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212, without
    correction for continuity; checked against the values in R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872.
    """
    share, square = part / whole, _Z95 * _Z95
    middle = share + square / (2 * whole)
    spread = _Z95 * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    below = 1 + square / whole
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)
