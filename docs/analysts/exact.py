"""Means, quantiles and shares in whole numbers, as the regional tables compute them."""


def nearest(over: int, under: int) -> int:
    """`over` / `under` to the nearest whole number, halves away from zero (neither is negative)."""
    return (2 * over + under) // (2 * under)


def mean(values: list[int]) -> int:
    """The mean of whole numbers, rounded once, at the end."""
    return nearest(sum(values), len(values))


def quantile(values: list[int], percent: int) -> int:
    """Quantile of type 7: interpolated at place (n - 1) * percent / 100, counted from zero."""
    ordered = sorted(values)
    place, hundredths = divmod((len(ordered) - 1) * percent, 100)
    above = ordered[min(place + 1, len(ordered) - 1)]
    return nearest(ordered[place] * (100 - hundredths) + above * hundredths, 100)


def share(part: int, rest: int) -> int | None:
    """`part` of `part` and `rest` together, in hundredths of a per cent; None of nothing."""
    return nearest(10_000 * part, part + rest) if part + rest else None
