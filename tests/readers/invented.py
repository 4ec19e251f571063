"""A home of invented rows, written by pyarrow, and its tables by brute force in fractions."""

import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schema import AMOUNT, COUNT, DATASETS, DAY, FLAG, TEXT

ARROW = {
    TEXT: pa.string(),
    DAY: pa.date32(),
    AMOUNT: pa.decimal128(9, 2),
    COUNT: pa.int64(),
    FLAG: pa.bool_(),
}
AREAS = ["north_central", "north_east", "north_west", "south_east", "south_west"]
CATEGORIES = ["SW", "SSW", "AP", "TM", "IRO"]
EXCEPTIONS = ["none", "approved", "late"]
CARD = [
    ("SW", "all", 3_700, date(2026, 1, 1), date(2026, 6, 30)),
    ("SW", "all", 4_000, date(2026, 4, 1), None),
    ("SW", "north_west", 3_500, date(2026, 3, 1), date(2026, 5, 31)),
    ("SW", "north_west", 4_500, date(2026, 5, 1), date(2026, 5, 31)),
    ("SSW", "south_east", 3_900, date(2026, 2, 1), None),
    ("TM", "all", 4_000, date(2026, 1, 1), None),
]
"""An invented rate card, whose lines overlap and leave gaps."""


def write(home: Path) -> dict[str, list[dict]]:
    """Writes two quarters of both datasets; gives back the rows, each with its quarter."""
    dice = random.Random(20260728)
    written = defaultdict(list)
    home.mkdir(parents=True)
    lines = ["category,sub_region,cap_pence,from,to"]
    for *line, last in CARD:
        lines.append(",".join(str(value) for value in [*line, last or ""]))
    (home / "rate_card.csv").write_text("\n".join(lines) + "\n", encoding="ascii")
    for quarter, most in (("2026Q2", 3), ("2026Q3", 60)):
        for dataset, invent in (
            ("agency_assignments", assignments),
            ("workforce_snapshot", snapshots),
        ):
            rows = invent(dice, most)
            folder = home / "curated" / dataset / "v1" / f"quarter={quarter}"
            folder.mkdir(parents=True)
            columns = [pa.field(name, ARROW[form]) for name, form, _ in DATASETS[dataset]]
            table = pa.Table.from_pylist(rows, pa.schema(columns))
            pq.write_table(table, folder / f"{dataset}-{quarter}.parquet", compression="zstd")
            written[dataset] += [row | {"quarter": quarter} for row in rows]
    return written


def assignments(dice: random.Random, most: int) -> list[dict]:
    """Groups of 0 to `most` rows, workers who come twice, rates that leave halves."""
    people = [f"{dice.getrandbits(256):064x}" for _ in range(most * 8)]
    rows = []
    for area in AREAS:
        for category in CATEGORIES:
            for _ in range(dice.randint(0, most)):
                rows.append(
                    filled(dice, "agency_assignments")
                    | {
                        "sub_region": area,
                        "job_category": category,
                        "worker": dice.choice(people),
                        "cap_basis_rate_hourly": pounds(dice.choice([1, 99_999, 3_900, 4_000])
                        if dice.random() < 0.3 else dice.randint(3_000, 4_999)),
                        "la_code": f"{area} {dice.randint(1, 4)}",
                        "supplier_number": dice.randint(0, 5),
                        "exception": dice.choice(EXCEPTIONS),
                    }
                )
    return rows


def snapshots(dice: random.Random, most: int) -> list[dict]:
    """One row for each authority and category; one area has no posts at all."""
    rows = []
    for area in AREAS:
        for _ in range(dice.randint(1, 1 + most // 10)):
            for category in [*CATEGORIES, "ASYE", "SM", "ALL"]:
                top = 0 if area == AREAS[0] else 30_000
                rows.append(
                    filled(dice, "workforce_snapshot")
                    | {"sub_region": area, "job_category": category}
                    | {
                        f"{kind}_fte": pounds(dice.randint(0, top))
                        for kind in ("agency", "permanent", "vacancy")
                    }
                    | {"leavers_fte": left(dice, category)}
                )
    return rows


def left(dice: random.Random, category: str) -> Decimal | None:
    """Leavers of 12 months, which some authorities do not send for some categories."""
    unsent = category in ("AP", "ASYE") and dice.random() < 0.5
    return None if unsent else pounds(dice.randint(0, 9_000))


def filled(dice: random.Random, dataset: str) -> dict:
    """A row with some value in each column, or none where a row may lack it."""
    values = {
        TEXT: lambda: dice.choice(["one", "two"]),
        DAY: lambda: date(2026, dice.randint(1, 9), 1),
        AMOUNT: lambda: pounds(dice.randint(0, 9_999_999)),
        COUNT: lambda: dice.randint(0, 9),
        FLAG: lambda: dice.random() < 0.5,
    }
    return {
        name: None if optional and dice.random() < 0.4 else values[form]()
        for name, form, optional in DATASETS[dataset]
    }


def pounds(pence: int) -> Decimal:
    """Pence as the amount in pounds."""
    return Decimal(pence).scaleb(-2)


def nearest(exact: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return int(exact + Fraction(1, 2))


def quantile(values: list[Fraction], q: Fraction) -> Fraction:
    """Type 7, as the textbook has it."""
    ordered = sorted(values)
    h = (len(ordered) - 1) * q
    low = int(h)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (h - low) * (ordered[high] - ordered[low])


def cap(row: dict) -> Fraction | None:
    """The cap of an assignment, looked up line by line."""
    found = None
    for category, sub_region, pence, first, last in CARD:
        if (
            category == row["job_category"]
            and sub_region in (row["sub_region"], "all")
            and first <= row["start_month"]
            and (last is None or row["start_month"] <= last)
        ):
            rank = (sub_region != "all", first)
            found = max(found or (rank, pence), (rank, pence))
    return found and Fraction(found[1], 100)


def rates(rows: list[dict]) -> list[dict]:
    """The table of rates by its definition."""
    table = []
    for row in rows:
        row["above"] = (limit := cap(row)) and row["cap_basis_rate_hourly"] > limit
    for quarter, category, area, group in groups(rows, CATEGORIES):
        pence = [Fraction(row["cap_basis_rate_hourly"]) * 100 for row in group]
        above = [row["exception"] for row in group if row["above"]]
        table.append(
            {
                "quarter": quarter,
                "job_category": category,
                "area": area,
                "assignments": len(group),
                "workers": len({row["worker"] for row in group}),
                "boroughs": len({row["la_code"] for row in group}),
                "suppliers": len({row["supplier_number"] for row in group}),
                "mean_pence": nearest(sum(pence) / len(pence)),
                "q1_pence": nearest(quantile(pence, Fraction(1, 4))),
                "median_pence": nearest(quantile(pence, Fraction(1, 2))),
                "q3_pence": nearest(quantile(pence, Fraction(3, 4))),
                "p90_pence": nearest(quantile(pence, Fraction(9, 10))),
                "above_cap": len(above),
                "above_cap_share_hundredths": nearest(Fraction(10_000 * len(above), len(group))),
                "exceptions_approved": above.count("approved"),
                "exceptions_late": above.count("late"),
                "exceptions_missing": above.count("none"),
                "breaches": len(above) - above.count("approved"),
            }
        )
    return table


def staffing(rows: list[dict]) -> list[dict]:
    """The table of staffing by its definition."""
    table = []
    for quarter, category, area, group in groups(rows, [*CATEGORIES, "ASYE", "SM", "ALL"], []):
        agency, permanent, vacancy = (
            sum(Fraction(row[f"{kind}_fte"]) for row in group)
            for kind in ("agency", "permanent", "vacancy")
        )
        left = [row["leavers_fte"] for row in group]
        leavers = None if None in left else sum(map(Fraction, left))
        has_turnover = leavers is not None and permanent
        table.append(
            {
                "quarter": quarter,
                "job_category": "all" if category == "ALL" else category,
                "area": area,
                "agency_fte_hundredths": int(agency * 100),
                "permanent_fte_hundredths": int(permanent * 100),
                "vacancy_fte_hundredths": int(vacancy * 100),
                "agency_share_hundredths": share(agency, permanent),
                "vacancy_rate_hundredths": share(vacancy, permanent),
                "leavers_fte_hundredths": None if leavers is None else int(leavers * 100),
                "turnover_hundredths": nearest(10_000 * leavers / permanent)
                if has_turnover
                else None,
            }
        )
    return table


def share(part: Fraction, rest: Fraction) -> int | None:
    """A share in hundredths of a per cent."""
    return nearest(10_000 * part / (part + rest)) if part + rest else None


def groups(rows, categories, more=("all",)):
    """Each quarter, category and area that has rows, with its rows."""
    for quarter in sorted({row["quarter"] for row in rows}):
        for category in [*categories, *more]:
            for area in [*AREAS, "region"]:
                group = [
                    row
                    for row in rows
                    if row["quarter"] == quarter
                    and category in (row["job_category"], "all")
                    and area in (row["sub_region"], "region")
                ]
                if group:
                    yield quarter, category, area, group
