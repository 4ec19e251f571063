"""The regional tables with pandas: python with_pandas.py HOME"""

from pathlib import Path

import pandas as pd
import pyarrow as pa

import printing
from exact import mean, quantile, share

GROUP = ["quarter", "job_category", "area"]


def read(home: Path, dataset: str) -> pd.DataFrame:
    """One curated dataset, its quarter from the path. Amounts stay exact: never float."""
    frame = pd.read_parquet(home / "curated" / dataset / "v1", dtype_backend="pyarrow")
    return frame.astype({"quarter": pd.ArrowDtype(pa.string())})


def hundredths(amounts: pd.Series) -> pd.Series:
    """An amount in pence, a post in hundredths: whole numbers from here on."""
    return amounts.map(lambda amount: int(amount * 100)).astype("int64")


def rates(home: Path) -> list[dict]:
    """Rates by quarter, job category and area, in pence."""
    rows = read(home, "agency_assignments").rename(columns={"sub_region": "area"})
    rows["pence"] = hundredths(rows["cap_basis_rate_hourly"])
    rows = rows[[*GROUP, "worker", "pence"]]
    by_area = pd.concat([rows, rows.assign(area="region")])
    both = pd.concat([by_area, by_area.assign(job_category="all")])
    answer = []
    for group, members in both.groupby(GROUP, sort=True):
        pence = members["pence"].tolist()
        answer.append(
            dict(zip(GROUP, group))
            | {
                "assignments": len(pence),
                "workers": int(members["worker"].nunique()),
                "mean_pence": mean(pence),
                "q1_pence": quantile(pence, 25),
                "median_pence": quantile(pence, 50),
                "q3_pence": quantile(pence, 75),
            }
        )
    return answer


def staffing(home: Path) -> list[dict]:
    """Agency share and vacancy rate by quarter, job category and area."""
    rows = read(home, "workforce_snapshot").rename(columns={"sub_region": "area"})
    rows["job_category"] = rows["job_category"].replace({"ALL": "all"})
    kinds = ["agency_fte", "permanent_fte", "vacancy_fte"]
    for kind in kinds:
        rows[kind] = hundredths(rows[kind])
    both = pd.concat([rows, rows.assign(area="region")])
    answer = []
    for group, sums in both.groupby(GROUP, sort=True)[kinds].sum().iterrows():
        agency, permanent, vacancy = (int(sums[kind]) for kind in kinds)
        answer.append(
            dict(zip(GROUP, group))
            | {
                "agency_fte_hundredths": agency,
                "permanent_fte_hundredths": permanent,
                "vacancy_fte_hundredths": vacancy,
                "agency_share_hundredths": share(agency, permanent),
                "vacancy_rate_hundredths": share(vacancy, permanent),
            }
        )
    return answer


if __name__ == "__main__":
    printing.run(rates, staffing)
