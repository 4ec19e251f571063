"""An attack on released tables: what somebody who reads them, and knows one borough's own rows,
can work out about a cell that is hidden.

All that the tables show becomes a linear programme over the counts and sums of every cell, hidden
ones among them; HiGHS finds how low and how high each of them can be. Nothing here knows how the
program decides what to hide.
"""

from collections.abc import Iterable
from copy import copy

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from region import AREAS, CATEGORIES, CELLS, MEASURES, REGION, Row, Table, exact

LOWEST, HIGHEST = 1_271, 12_000
"""Pence an hour: the living wage, and the most that a return may say."""
MANY = 100_000
"""More assignments than there can be."""

PLACE = {name: place for place, name in enumerate((c, m) for c in CELLS for m in MEASURES)}
ADDS_UP = ["assignments", "rates", "above_cap", "exceptions", "breaches"]


class Sums:
    """Sums of figures, each times its factor, and what they are or stay below."""

    def __init__(self):
        self.rows, self.columns, self.factors, self.bounds = [], [], [], []

    def add(self, terms: dict, bound: float = 0):
        """Adds a sum."""
        self.rows += [len(self.bounds)] * len(terms)
        self.columns += [PLACE[name] for name in terms]
        self.factors += terms.values()
        self.bounds.append(bound)

    def matrix(self) -> csr_array:
        """The factors, a line for each sum."""
        shape = (len(self.bounds), len(PLACE))
        return csr_array((self.factors, (self.rows, self.columns)), shape=shape)


class Programme:
    """All that an attacker knows: what any region is like, and what the tables show of this one.
    `boroughs` are the authorities of each area."""

    def __init__(
        self, boroughs: dict[str, int], tables: list[tuple[Table, int]], truth: np.ndarray
    ):
        """Each table comes with the step to which its counts are rounded. The truth is for what
        nearly always holds: an attacker who relies on it where it does not is led astray, and so
        is better off without it."""
        self.boroughs = boroughs
        self.lower = np.zeros(len(PLACE))
        self.upper = np.full(len(PLACE), float(MANY))
        self.upper[[PLACE[cell, "rates"] for cell in CELLS]] = MANY * HIGHEST
        equal, most = Sums(), Sums()
        for cell in CELLS:
            terms = {"above_cap": 1, "exceptions": -1, "breaches": -1}
            equal.add({(cell, measure): factor for measure, factor in terms.items()})
            for measure in ("boroughs", "suppliers"):
                # Unless workers have several assignments.
                if truth[PLACE[cell, measure]] <= truth[PLACE[cell, "workers"]]:
                    most.add({(cell, measure): 1, (cell, "workers"): -1})
            self.between((cell, "boroughs"), 0, boroughs[cell[1]])
        for category in [*CATEGORIES, "all"]:
            # A borough lies in one area, and has assignments of several categories.
            parts = [(category, area) for area in AREAS]
            margin(equal, most, (category, REGION), parts, [*ADDS_UP, "boroughs"])
        for area in [*AREAS, REGION]:
            parts = [(category, area) for category in CATEGORIES]
            margin(equal, most, ("all", area), parts, ADDS_UP)
        for table, step in tables:
            self.read(most, table, step)
        self.is_own = len(most.bounds)
        for terms in own_sums():
            most.add(terms)
        self.equal, self.is_equal = equal.matrix(), np.array(equal.bounds)
        self.most, self.is_most = most.matrix(), np.array(most.bounds, float)

    def between(self, name, low: float, high: float):
        """A figure lies from `low` to `high`."""
        place = PLACE[name]
        self.lower[place] = max(self.lower[place], low)
        self.upper[place] = min(self.upper[place], high)

    def read(self, most: Sums, table: Table, step: int):
        """Adds what a table shows."""
        off = step // 2
        for cell, shown in table.items():
            for measure in MEASURES:
                if measure in shown:
                    # What is no multiple of the step was rounded up beyond all that there are.
                    low = shown[measure] - shown[measure] % -step - off
                    self.between((cell, measure), low, shown[measure] + off)
            if "mean" in shown:
                # To the nearest 50 pence.
                for sign in (1, -1):
                    rate = shown["mean"] + sign * 25
                    most.add({(cell, "rates"): sign, (cell, "assignments"): -sign * rate})

    def heard_by(self, rows: list[Row]) -> "Programme":
        """The same, for the borough whose rows these are."""
        other = copy(self)
        other.lower, other.upper = self.lower.copy(), self.upper.copy()
        own = np.zeros(len(PLACE))
        for cell, figures in exact(rows).items():
            if cell[1] in (rows[0].area, REGION):
                others = self.boroughs[cell[1]] - 1
                other.between((cell, "boroughs"), 0, others + figures["boroughs"])
            for measure in MEASURES:
                own[PLACE[cell, measure]] = figures[measure]
        other.lower = np.maximum(other.lower, own)
        # What the others have in a cell is like any cell.
        other.is_most = self.is_most.copy()
        other.is_most[self.is_own :] = (self.most @ own)[self.is_own :]
        return other

    def joined(self, others: Iterable["Programme"]) -> "Programme":
        """The same, for somebody who knows all that these know, each by itself."""
        joined = copy(self)
        for other in others:
            joined.lower = np.maximum(joined.lower, other.lower)
            joined.upper = np.minimum(joined.upper, other.upper)
            joined.is_most = np.minimum(joined.is_most, other.is_most)
        return joined

    def extreme(self, place: int, sign: int) -> np.ndarray:
        """All figures where that one is lowest (sign 1) or highest (-1)."""
        costs = np.zeros(len(PLACE))
        costs[place] = sign
        bounds = np.column_stack([self.lower, self.upper])
        answer = linprog(
            costs, self.most, self.is_most, self.equal, self.is_equal, bounds, method="highs"
        )
        if answer.status != 0:
            raise ArithmeticError(f"the programme has no answer: {answer.message}")
        return answer.x

    def allows(self, figures: np.ndarray) -> bool:
        """Whether these figures agree with all that is known."""
        return bool(
            (figures >= self.lower - 1e-6).all()
            and (figures <= self.upper + 1e-6).all()
            and (self.most @ figures <= self.is_most + 1e-6).all()
            and (abs(self.equal @ figures - self.is_equal) <= 1e-6).all()
        )


def margin(equal: Sums, most: Sums, whole, parts: list, adds_up: list[str]):
    """A cell and its parts. A worker or a supplier may be in several of them."""
    for measure in MEASURES:
        each = {(part, measure): 1 for part in parts}
        if measure in adds_up:
            equal.add({(whole, measure): -1} | each)
            continue
        most.add({(whole, measure): 1} | dict.fromkeys(each, -1))
        for name in each:
            most.add({name: 1, (whole, measure): -1})


def own_sums():
    """Sums that are at most 0 in any cell, and also in what a cell has besides one's own part."""
    for cell in CELLS:
        for less, more in (
            ("workers", "assignments"),
            ("boroughs", "assignments"),
            ("suppliers", "assignments"),
            ("above_cap", "assignments"),
            ("exceptions", "above_cap"),
            ("breaches", "above_cap"),
        ):
            yield {(cell, less): 1, (cell, more): -1}
        yield {(cell, "assignments"): LOWEST, (cell, "rates"): -1}
        yield {(cell, "assignments"): -HIGHEST, (cell, "rates"): 1}
