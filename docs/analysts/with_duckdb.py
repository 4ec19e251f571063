"""The regional tables with DuckDB: python with_duckdb.py HOME"""

from pathlib import Path

import duckdb

import printing

SQL = Path(__file__).parent
CARD = SQL.parents[1] / "shared" / "pledge" / "reference" / "rate_card.csv"
COLUMNS = {
    "category": "VARCHAR",
    "sub_region": "VARCHAR",
    "cap_pence": "BIGINT",
    "first_day": "DATE",
    "last_day": "DATE",
}


def table(home: Path, dataset: str, query: str, card: Path = CARD) -> list[dict]:
    """Runs a query of this folder over one curated dataset of a home, and a rate card."""
    with duckdb.connect() as connection:
        files = connection.read_parquet(
            str(home / "curated" / dataset / "v1" / "**" / "*.parquet"), hive_partitioning=True
        )
        files.create_view(dataset)
        # What names the columns of the card, `from` and `to`, are words of SQL.
        connection.read_csv(str(card), header=True, columns=COLUMNS).create_view("rate_card")
        answer = connection.sql((SQL / query).read_text(encoding="utf-8"))
        return [dict(zip(answer.columns, row)) for row in answer.fetchall()]


def rates(home: Path, card: Path = CARD) -> list[dict]:
    """Rates by quarter, job category and area, in pence, against the caps of a card."""
    return table(home, "agency_assignments", "rates.sql", card)


def staffing(home: Path) -> list[dict]:
    """Agency share, vacancy rate and turnover by quarter, job category and area."""
    return table(home, "workforce_snapshot", "staffing.sql")


if __name__ == "__main__":
    printing.run(rates, staffing, with_card=True)
