"""A region as a judge sees it: its assignments, the exact figures of every cell, which of them are
sensitive by the written rules, and what a table shows that hides these alone."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

CATEGORIES = ["SW", "SSW", "AP", "TM", "IRO"]
AREAS = ["east", "north_central", "north_west", "south_east", "south_west"]
REGION = "region"
CELLS = [(c, a) for c in [*CATEGORIES, "all"] for a in [*AREAS, REGION]]
MEASURES = [
    "assignments",
    "workers",
    "boroughs",
    "suppliers",
    "rates",
    "above_cap",
    "exceptions",
    "breaches",
]
NUMERATORS = ["above_cap", "exceptions", "breaches"]
FEW_BOROUGHS = FEW_SUPPLIERS = 3
PERCENT = 10

Cell = tuple[str, str]
Table = dict[Cell, dict[str, int]]
"""What a table shows of each cell; what is hidden is absent. A mean is in pence."""


@dataclass(frozen=True)
class Audience:
    """Who reads: from how many workers on a cell is shown, and how counts are rounded."""

    name: str
    few: int
    step: int


RESTRICTED = Audience("restricted", 5, 1)
PUBLIC = Audience("public", 10, 5)


@dataclass(frozen=True)
class Row:
    """One assignment. Money in pence, hours in hundredths; `exception` only counts above the
    cap."""

    borough: str
    area: str
    category: str
    worker: str
    supplier: str
    pence: int
    hours: int
    above: bool
    approved: bool


def cells_of(row: Row) -> list[Cell]:
    """The cells in which an assignment counts."""
    return [(c, a) for c in (row.category, "all") for a in (row.area, REGION)]


def exact(rows: list[Row]) -> dict[Cell, dict[str, int]]:
    """Every measure of every cell, 0 where there is nobody."""
    groups = grouped(rows)
    return {cell: measured(groups.get(cell, [])) for cell in CELLS}


def grouped(rows: list[Row]) -> dict[Cell, list[Row]]:
    """The assignments of each cell."""
    groups = defaultdict(list)
    for row in rows:
        for cell in cells_of(row):
            groups[cell].append(row)
    return groups


def measured(group: list[Row]) -> dict[str, int]:
    """Every measure of some assignments."""
    above = [row for row in group if row.above]
    approved = sum(row.approved for row in above)
    return {
        "assignments": len(group),
        "workers": len({row.worker for row in group}),
        "boroughs": len({row.borough for row in group}),
        "suppliers": len({row.supplier for row in group}),
        "rates": sum(row.pence for row in group),
        "above_cap": len(above),
        "exceptions": approved,
        "breaches": len(above) - approved,
    }


def is_sensitive(group: list[Row], audience: Audience) -> bool:
    """Whether a cell would by itself give away a worker, a borough or a supplier."""
    figures = measured(group)
    return (
        figures["workers"] < audience.few
        or figures["boroughs"] < FEW_BOROUGHS
        or figures["suppliers"] < FEW_SUPPLIERS
        or len({row.pence for row in group}) == 1
        or any(
            is_dominated(group, part, amount)
            for part in (lambda row: row.borough, lambda row: row.supplier)
            for amount in (lambda row: row.pence, lambda row: row.pence * row.hours)
        )
    )


def is_dominated(group: list[Row], part, amount) -> bool:
    """The p % rule: the second largest contributor knows the largest to within so many per cent."""
    sums = Counter()
    for row in group:
        sums[part(row)] += amount(row)
    largest, second, *rest = [*sorted(sums.values(), reverse=True), 0, 0]
    return sum(rest) * 100 < PERCENT * largest


def gives_away(group: list[Row], numerator: str) -> bool:
    """Whether a numerator would give away a borough or a supplier that contributes to it."""

    def counted(row: Row) -> int:
        return measured([row])[numerator]

    contributing = [row for row in group if counted(row)]
    return any(
        len({part(row) for row in contributing}) < 3 or is_dominated(group, part, counted)
        for part in (lambda row: row.borough, lambda row: row.supplier)
    )


def is_few(count: int, whole: int, audience: Audience) -> bool:
    """Whether a numerator, or what it leaves of its whole, is about few."""
    return 0 < count < audience.few or 0 < whole - count < audience.few


def released(folder: Path) -> Table:
    """What a release shows of the rates."""
    table: Table = {}
    with (folder / "rates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            shown = {name: int(row[name]) for name in MEASURES if row.get(name)}
            if row["mean_rate"]:
                shown["mean"] = int(Decimal(row["mean_rate"]).scaleb(2))
            table[row["job_category"], row["area"]] = shown
    return table


def drawn(file: Path) -> tuple[list[Row], dict[str, int]]:
    """The assignments of a region that was drawn, and how many authorities each area has."""
    rows, areas = [], {}
    with file.open(encoding="ascii", newline="") as lines:
        for line in csv.DictReader(lines):
            areas[line["borough"]] = line["area"]
            if line["worker"]:
                numbers = {name: int(line[name]) for name in ("pence", "hours")}
                flags = {name: line[name] == "1" for name in ("above", "approved")}
                rows.append(Row(**(line | numbers | flags)))
    count = Counter(areas.values())
    return rows, {area: count[area] for area in AREAS} | {REGION: len(areas)}


def cap(card: list[tuple], category: str, sub_region: str, start: date) -> int | None:
    """The cap of an assignment in pence, by a card's lines: category, sub-region, pence, first day
    and last."""
    found = []
    for of, area, pence, first, last in card:
        holds = first <= start and (last is None or start <= last)
        if holds and of == category and area in (sub_region, "all"):
            # A sub-region's own line goes before one for all, then the latest.
            found.append((area != "all", first, pence))
    return max(found)[2] if found else None


def sent(home: Path, quarter: str, reference: Path) -> tuple[list[Row], dict[str, int]]:
    """The assignments of a home's quarter, and how many authorities of each area have returned
    theirs; by the caps and authorities of the reference data."""
    with (reference / "rate_card.csv").open(encoding="ascii", newline="") as lines:
        card = [
            (line["category"], line["sub_region"], int(line["cap_pence"]), *period(line))
            for line in csv.DictReader(lines)
        ]
    folder = home / "curated" / "agency_assignments" / "v1" / f"quarter={quarter}"
    rows = []
    for row in pq.read_table(folder, partitioning=None).to_pylist():
        category, area = row["job_category"], row["sub_region"]
        pence = int(row["cap_basis_rate_hourly"] * 100)
        limit = cap(card, category, area, row["start_month"])
        rows.append(
            Row(
                borough=row["la_code"],
                area=area,
                category=category,
                worker=row["worker"],
                supplier=str(row["supplier_number"]),
                pence=pence,
                hours=int(row["hours_per_week"] * 100),
                above=limit is not None and pence > limit,
                approved=row["exception"] == "approved",
            )
        )
    with (home / "restricted" / "rates" / "v1" / quarter / "returns.csv").open(newline="") as lines:
        returns = {line["return"]: line["missing"].split() for line in csv.DictReader(lines)}
    with (reference / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        areas = [
            line["sub_region"]
            for line in csv.DictReader(lines)
            if line["gss_code"] not in returns["agency_assignments"]
        ]
    return rows, {area: areas.count(area) for area in AREAS} | {REGION: len(areas)}


def period(line: dict[str, str]) -> tuple[date, date | None]:
    """From when to when a line of the reference data holds."""
    last = line["to"]
    return date.fromisoformat(line["from"]), date.fromisoformat(last) if last else None
