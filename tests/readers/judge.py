"""Whether an attack on the tables of a region wins, and on which hidden figure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from attack import PLACE, Programme
from region import (
    CELLS,
    NUMERATORS,
    Audience,
    Cell,
    Row,
    Table,
    cells_of,
    exact,
    gives_away,
    grouped,
    is_few,
    is_sensitive,
    measured,
)

EXACT = 1e-6


@dataclass(frozen=True)
class Target:
    """A hidden figure, and how far apart an attacker must leave its bounds."""

    cell: Cell
    measure: str
    truth: int
    width: int | None = None
    """For counts: from the lowest to the highest. Where none is given, as for a sum of rates, both
    0.9 and 1.1 of the truth must be possible."""
    whole: int | None = None
    """What a numerator is a part of: it cannot be more than others have of that."""

    @property
    def place(self) -> int:
        """Its place among all figures."""
        return PLACE[self.cell, self.measure]

    def is_kept(self, low: float, high: float, own: list[Row]) -> bool:
        """Whether somebody with these rows of the cell, who bounds it so, has not won."""
        if self.width is not None:
            width = self.width if self.whole is None else min(self.width, self.whole - len(own))
            return floor(high + EXACT) - ceil(low - EXACT) >= width
        contributed, lowest = measured(own)[self.measure], 0.9 * self.truth
        if contributed > lowest:
            # Of what the attacker contributes there is no doubt; where that is nearly all, there
            # must be of the rest.
            lowest = contributed + 0.9 * (self.truth - contributed)
        return low <= lowest + EXACT and high >= 1.1 * self.truth - EXACT


@dataclass(frozen=True)
class Win:
    """A figure that an attacker bounds too well."""

    target: Target
    attacker: str
    low: float
    high: float


def targets(rows: list[Row], audience: Audience, known: Audience | None) -> list[Target]:
    """What is sensitive for an audience. What is so for those who are `known` to read more is
    held against them, and not again."""
    groups, figures = grouped(rows), exact(rows)
    few, found = audience.few, []
    for cell in CELLS:
        group, of = groups.get(cell, []), figures[cell]
        if is_sensitive(group, audience) and not (known and is_sensitive(group, known)):
            found += [Target(cell, name, of[name], few) for name in ("workers", "assignments")]
            found.append(Target(cell, "rates", of["rates"]))
        for name in NUMERATORS:
            count, whole = of[name], of["assignments"]
            if is_few(count, whole, audience) and not (known and is_few(count, whole, known)):
                found.append(Target(cell, name, count, few, whole))
            if count and gives_away(group, name) and not known:
                found.append(Target(cell, name, count))
    return found


def attack(
    rows: list[Row],
    tables: list[tuple[Table, int]],
    boroughs: dict[str, int],
    wanted: list[Target],
) -> Iterator[Win]:
    """Every win over the tables by a borough: each in turn, with its own rows. Whoever has none
    knows less."""
    truth = np.zeros(len(PLACE))
    for cell, figures in exact(rows).items():
        for measure, figure in figures.items():
            truth[PLACE[cell, measure]] = figure
    programme = Programme(boroughs, tables, truth)
    if not programme.allows(truth):
        raise ArithmeticError("what is shown is not true")
    own = defaultdict(list)
    for row in rows:
        own[row.borough].append(row)
    heard = {borough: programme.heard_by(group) for borough, group in own.items()}
    for target in wanted:
        mine = {
            borough: [row for row in group if target.cell in cells_of(row)]
            for borough, group in own.items()
        }
        # Who has no part in the cell knows about the same as the others who have none.
        yield from search(target, heard, sorted(mine, key=lambda one: -len(mine[one])), mine)


def search(
    target: Target, heard: dict[str, Programme], group: list[str], mine: dict[str, list[Row]]
) -> Iterator[Win]:
    """The wins of these boroughs. What they cannot find out with all that each of them knows,
    none of them can."""
    all_of_it = heard[group[0]].joined(heard[one] for one in group[1:])
    ends = (all_of_it.extreme(target.place, sign) for sign in (1, -1))
    low, high = (float(end[target.place]) for end in ends)
    if target.is_kept(low, high, mine[group[0]] if len(group) == 1 else []):
        return
    if len(group) == 1:
        yield Win(target, group[0], low, high)
        return
    parts = sum(bool(mine[one]) for one in group)
    middle = parts if 0 < parts < len(group) else len(group) // 2
    yield from search(target, heard, group[:middle], mine)
    yield from search(target, heard, group[middle:], mine)
