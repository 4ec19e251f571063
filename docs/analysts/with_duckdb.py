"""The regional tables with DuckDB: python with_duckdb.py HOME"""

from pathlib import Path

import duckdb

import printing

SQL = Path(__file__).parent


def table(home: Path, dataset: str, query: str) -> list[dict]:
    """Runs a query of this folder over one curated dataset of a home."""
    with duckdb.connect() as connection:
        files = connection.read_parquet(
            str(home / "curated" / dataset / "v1" / "**" / "*.parquet"), hive_partitioning=True
        )
        files.create_view(dataset)
        answer = connection.sql((SQL / query).read_text(encoding="utf-8"))
        return [dict(zip(answer.columns, row)) for row in answer.fetchall()]


def rates(home: Path) -> list[dict]:
    """Rates by quarter, job category and area, in pence."""
    return table(home, "agency_assignments", "rates.sql")


def staffing(home: Path) -> list[dict]:
    """Agency share and vacancy rate by quarter, job category and area."""
    return table(home, "workforce_snapshot", "staffing.sql")


if __name__ == "__main__":
    printing.run(rates, staffing)
