"""The regional tables with Polars: python with_polars.py HOME"""

from pathlib import Path

import polars as pl

import printing

GROUP = ["quarter", "job_category", "area"]


def read(home: Path, dataset: str) -> pl.LazyFrame:
    """One curated dataset, its quarter from the path."""
    files = home / "curated" / dataset / "v1" / "**" / "*.parquet"
    return pl.scan_parquet(files, hive_partitioning=True)


def hundredths(column: str) -> pl.Expr:
    """An amount in pence, a post in hundredths: whole numbers from here on."""
    return (pl.col(column) * 100).cast(pl.Int64)


def nearest(over: pl.Expr, under: pl.Expr) -> pl.Expr:
    """A division to the nearest whole number, halves up; nothing where there is no divisor."""
    return pl.when(under > 0).then((2 * over + under) // (2 * under))


def quantile(percent: int) -> pl.Expr:
    """Quantile of type 7 in whole pence: interpolated at place (n - 1) * percent / 100."""
    ordered = pl.col("pence").sort()
    hundredth = (pl.len().cast(pl.Int64) - 1) * percent
    place, rest = hundredth // 100, hundredth % 100
    above = pl.min_horizontal(place + 1, pl.len().cast(pl.Int64) - 1)
    weighed = ordered.get(place) * (100 - rest) + ordered.get(above) * rest
    return (weighed + 50) // 100


def rates(home: Path) -> list[dict]:
    """Rates by quarter, job category and area, in pence."""
    rows = read(home, "agency_assignments").select(
        "quarter",
        "job_category",
        "worker",
        area=pl.col("sub_region"),
        pence=hundredths("cap_basis_rate_hourly"),
    )
    whole = rows.with_columns(area=pl.lit("region"))
    by_area = pl.concat([rows, whole])
    every = by_area.with_columns(job_category=pl.lit("all"))
    answer = (
        pl.concat([by_area, every])
        .group_by(GROUP)
        .agg(
            assignments=pl.len().cast(pl.Int64),
            workers=pl.col("worker").n_unique().cast(pl.Int64),
            mean_pence=nearest(pl.col("pence").sum(), pl.len().cast(pl.Int64)),
            q1_pence=quantile(25),
            median_pence=quantile(50),
            q3_pence=quantile(75),
        )
        .sort(GROUP)
    )
    return answer.collect().to_dicts()


def staffing(home: Path) -> list[dict]:
    """Agency share and vacancy rate by quarter, job category and area."""
    rows = read(home, "workforce_snapshot").select(
        "quarter",
        job_category=pl.col("job_category").replace("ALL", "all"),
        area=pl.col("sub_region"),
        agency_fte_hundredths=hundredths("agency_fte"),
        permanent_fte_hundredths=hundredths("permanent_fte"),
        vacancy_fte_hundredths=hundredths("vacancy_fte"),
    )
    whole = rows.with_columns(area=pl.lit("region"))
    agency, permanent, vacancy = (
        pl.col(f"{kind}_fte_hundredths") for kind in ("agency", "permanent", "vacancy")
    )
    answer = (
        pl.concat([rows, whole])
        .group_by(GROUP)
        .agg(agency.sum(), permanent.sum(), vacancy.sum())
        .with_columns(
            agency_share_hundredths=nearest(10_000 * agency, agency + permanent),
            vacancy_rate_hundredths=nearest(10_000 * vacancy, vacancy + permanent),
        )
        .sort(GROUP)
    )
    return answer.collect().to_dicts()


if __name__ == "__main__":
    printing.run(rates, staffing)
