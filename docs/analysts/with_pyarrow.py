"""The regional tables with pyarrow alone: python with_pyarrow.py HOME"""

from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

import printing
from exact import mean, quantile, share

GROUP = ["quarter", "job_category", "area"]


def read(home: Path, dataset: str) -> pa.Table:
    """One curated dataset, its quarter from the path."""
    quarter = ds.partitioning(pa.schema([("quarter", pa.string())]), flavor="hive")
    folder = home / "curated" / dataset / "v1"
    return ds.dataset(folder, format="parquet", partitioning=quarter).to_table()


def hundredths(amounts: pa.ChunkedArray) -> list[int]:
    """Amounts in pence, posts in hundredths: whole numbers from here on."""
    hundred = pa.scalar(100, pa.decimal128(3, 0))
    return pc.cast(pc.multiply(amounts, hundred), pa.int64()).to_pylist()


def rates(home: Path) -> list[dict]:
    """Rates by quarter, job category and area, in pence."""
    rows = read(home, "agency_assignments")
    columns = [rows[name].to_pylist() for name in ("quarter", "job_category", "sub_region", "worker")]
    pence, workers = defaultdict(list), defaultdict(set)
    for quarter, category, sub_region, worker, rate in zip(
        *columns, hundredths(rows["cap_basis_rate_hourly"])
    ):
        for group in (
            (quarter, category, sub_region),
            (quarter, category, "region"),
            (quarter, "all", sub_region),
            (quarter, "all", "region"),
        ):
            pence[group].append(rate)
            workers[group].add(worker)
    return [
        dict(zip(GROUP, group))
        | {
            "assignments": len(pence[group]),
            "workers": len(workers[group]),
            "mean_pence": mean(pence[group]),
            "q1_pence": quantile(pence[group], 25),
            "median_pence": quantile(pence[group], 50),
            "q3_pence": quantile(pence[group], 75),
        }
        for group in sorted(pence)
    ]


def staffing(home: Path) -> list[dict]:
    """Agency share and vacancy rate by quarter, job category and area."""
    rows = read(home, "workforce_snapshot")
    columns = [rows[name].to_pylist() for name in ("quarter", "job_category", "sub_region")]
    kinds = ["agency_fte", "permanent_fte", "vacancy_fte"]
    sums = defaultdict(lambda: [0, 0, 0])
    for quarter, category, sub_region, *posts in zip(
        *columns, *(hundredths(rows[kind]) for kind in kinds)
    ):
        category = "all" if category == "ALL" else category
        for group in ((quarter, category, sub_region), (quarter, category, "region")):
            sums[group] = [total + post for total, post in zip(sums[group], posts)]
    return [
        dict(zip(GROUP, group))
        | {f"{kind}_hundredths": post for kind, post in zip(kinds, sums[group])}
        | {
            "agency_share_hundredths": share(sums[group][0], sums[group][1]),
            "vacancy_rate_hundredths": share(sums[group][2], sums[group][1]),
        }
        for group in sorted(sums)
    ]


if __name__ == "__main__":
    printing.run(rates, staffing)
