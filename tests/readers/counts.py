"""The attack on the small tables of counts: engagements by role, and leavers by reason."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

from attack import MANY
from region import CATEGORIES, PUBLIC, RESTRICTED, Audience, is_few

Name = tuple[str, str]
"""A row and a column."""
REASONS = ["resignation", "redundancy", "other"]
EXACT = 1e-6


@dataclass(frozen=True)
class Shape:
    """How the counts of a table hang together: every row but `all` adds up to it."""

    table: str
    key: str
    rows: list[str]
    columns: list[str]
    nested: bool
    """Whether each column is a part of the one before; else the last is the sum of the others."""

    def names(self) -> list[Name]:
        """Every count."""
        return [(row, column) for row in [*self.rows, "all"] for column in self.columns]

    def sums(self) -> Iterator[tuple[Name, list[Name]]]:
        """Every count that is a sum, and of what."""
        for column in self.columns:
            yield ("all", column), [(row, column) for row in self.rows]
        if not self.nested:
            for row in [*self.rows, "all"]:
                *parts, whole = self.columns
                yield (row, whole), [(row, part) for part in parts]

    def wholes(self) -> Iterator[tuple[Name, Name]]:
        """Every count that is a part, and of which."""
        for row in [*self.rows, "all"]:
            if self.nested:
                yield from (
                    ((row, part), (row, whole))
                    for whole, part in zip(self.columns, self.columns[1:])
                )
            else:
                *parts, whole = self.columns
                yield from (((row, part), (row, whole)) for part in parts)


ENGAGEMENTS = Shape(
    "engagements", "job_category", CATEGORIES, ["engagements", "early", "declared_clear"], True
)
LEAVERS = Shape("leavers", "reason", REASONS, ["to_agency", "elsewhere", "leavers"], False)


def true(shape: Shape, file: Path) -> tuple[Counter, dict[str, Counter]]:
    """The counts of a region that was drawn: of all of it, and of each borough."""
    whole, own = Counter(), {}
    with file.open(encoding="ascii", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["table"] == shape.table:
                mine = own.setdefault(line["borough"], Counter())
                for counts in (whole, mine):
                    for row in (line["row"], "all"):
                        counts[row, line["column"]] += int(line["count"])
                        if not shape.nested:
                            counts[row, shape.columns[-1]] += int(line["count"])
    return whole, own


def shown(shape: Shape, folder: Path) -> dict[Name, int]:
    """What a release shows."""
    with (folder / f"{shape.table}.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row[shape.key], column): int(row[column])
            for row in csv.DictReader(lines)
            for column in shape.columns
            if row[column]
        }


def wins(shape: Shape, folder: Path, which: str) -> Iterator[str]:
    """Every count of few that somebody can bound to less than few."""
    whole, own = true(shape, folder / "counts.csv")
    tables = [(shown(shape, folder / which / one.name), one.step) for one in (RESTRICTED, PUBLIC)]
    for seen, audience, more in ((tables, RESTRICTED, None), (tables[1:], PUBLIC, RESTRICTED)):
        for name, most in sensitive(shape, whole, audience, more):
            for borough, mine in own.items():
                low, high = bounds(shape, seen, mine, name)
                if high - low < min(audience.few, most - mine[name]):
                    yield f"{shape.table} {name} from {low} to {high} by {borough}"


def sensitive(
    shape: Shape, counts: Counter, audience: Audience, more: Audience | None
) -> Iterator[tuple[Name, int]]:
    """The counts of few, and of what each is a part; what others who know more must not find out
    either is held against those."""
    wholes = dict(shape.wholes())
    for name in shape.names():
        most = counts[wholes.get(name, name)]
        if is_few(counts[name], most, audience) and not (
            more and is_few(counts[name], most, more)
        ):
            yield name, most if name in wholes else MANY


def bounds(
    shape: Shape, seen: list[tuple[dict[Name, int], int]], own: Counter, name: Name
) -> tuple[int, int]:
    """The lowest and the highest that a count can be."""
    names = shape.names()
    place = {name: index for index, name in enumerate(names)}
    low, high = np.array([float(own[name]) for name in names]), np.full(len(names), float(MANY))
    for table, step in seen:
        for other, count in table.items():
            low[place[other]] = max(low[place[other]], count - step // 2)
            high[place[other]] = min(high[place[other]], count + step // 2)
    equal = []
    for total, parts in shape.sums():
        equal.append(np.zeros(len(names)))
        equal[-1][[place[part] for part in parts]] = 1
        equal[-1][place[total]] = -1
    less = []
    for part, total in shape.wholes():
        less.append(np.zeros(len(names)))
        less[-1][place[part]], less[-1][place[total]] = 1, -1
    found = []
    for sign in (1, -1):
        costs = np.zeros(len(names))
        costs[place[name]] = sign
        answer = linprog(
            costs,
            np.array(less),
            np.zeros(len(less)),
            np.array(equal),
            np.zeros(len(equal)),
            np.column_stack([low, high]),
            method="highs",
        )
        if answer.status != 0:
            raise ArithmeticError(f"what is shown is not true: {answer.message}")
        found.append(answer.x[place[name]])
    return ceil(found[0] - EXACT), floor(found[1] + EXACT)
