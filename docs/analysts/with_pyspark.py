"""The regional tables with Spark: python with_pyspark.py HOME"""

import os
from pathlib import Path

from pyspark.sql import SparkSession

import printing

SQL = Path(__file__).parent
CARD = SQL.parents[1] / "shared" / "pledge" / "reference" / "rate_card.csv"
# What names the columns of the card, `from` and `to`, are words of SQL.
COLUMNS = "category STRING, sub_region STRING, cap_pence BIGINT, first_day DATE, last_day DATE"


def session() -> SparkSession:
    """A Spark in this process that nobody else can reach. Files of this size need one core."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )


def table(home: Path, dataset: str, query: str, card: Path = CARD) -> list[dict]:
    """Runs a query of this folder over one curated dataset of a home, and a rate card."""
    spark = session()
    spark.read.parquet(str(home / "curated" / dataset / "v1")).createOrReplaceTempView(dataset)
    spark.read.csv(str(card), schema=COLUMNS, header=True).createOrReplaceTempView("rate_card")
    answer = spark.sql((SQL / query).read_text(encoding="utf-8"))
    return [row.asDict() for row in answer.collect()]


def rates(home: Path, card: Path = CARD) -> list[dict]:
    """Rates by quarter, job category and area, in pence, against the caps of a card."""
    return table(home, "agency_assignments", "rates.sql", card)


def staffing(home: Path) -> list[dict]:
    """Agency share, vacancy rate and turnover by quarter, job category and area."""
    return table(home, "workforce_snapshot", "staffing.sql")


if __name__ == "__main__":
    printing.run(rates, staffing, with_card=True)
