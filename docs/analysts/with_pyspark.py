"""The regional tables with Spark: python with_pyspark.py HOME"""

import os
from pathlib import Path

from pyspark.sql import SparkSession

import printing

SQL = Path(__file__).parent


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


def table(home: Path, dataset: str, query: str) -> list[dict]:
    """Runs a query of this folder over one curated dataset of a home."""
    spark = session()
    spark.read.parquet(str(home / "curated" / dataset / "v1")).createOrReplaceTempView(dataset)
    answer = spark.sql((SQL / query).read_text(encoding="utf-8"))
    return [row.asDict() for row in answer.collect()]


def rates(home: Path) -> list[dict]:
    """Rates by quarter, job category and area, in pence."""
    return table(home, "agency_assignments", "rates.sql")


def staffing(home: Path) -> list[dict]:
    """Agency share and vacancy rate by quarter, job category and area."""
    return table(home, "workforce_snapshot", "staffing.sql")


if __name__ == "__main__":
    printing.run(rates, staffing)
