"""Each reader that analysts use opens the curated files, sees the types that are meant, and comes
to the figures of our own tables from the code that we ship in docs/analysts."""

import csv
import subprocess
import sys
import unittest
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import types as spark_types

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "analysts"))

import invented
import with_duckdb
import with_pandas
import with_polars
import with_pyarrow
import with_pyspark
from homes import QUARTERS, Homes
from schema import AMOUNT, COUNT, DATASETS, DAY, FLAG, TEXT

GROUP = ("quarter", "job_category", "area")
COUNTS = ["assignments", "workers", "boroughs", "suppliers", "above_cap", "exceptions_approved"]
COUNTS += ["exceptions_late", "exceptions_missing", "breaches"]


CORE_RATES = ("assignments", "workers", "mean_pence", "q1_pence", "median_pence", "q3_pence")
CORE_STAFFING = (
    "agency_fte_hundredths",
    "permanent_fte_hundredths",
    "vacancy_fte_hundredths",
    "agency_share_hundredths",
    "vacancy_rate_hundredths",
)


def ordered(table: list[dict]) -> list[dict]:
    """A table in the order of its groups."""
    return sorted(table, key=lambda row: tuple(row[name] for name in GROUP))


def hundredths(text: str) -> int | None:
    """An amount of our own table, in its hundredths."""
    return int(Decimal(text).scaleb(2)) if text else None


def ours(name: str, counts: list[str], amounts: dict[str, str]) -> list[dict]:
    """Our own table of both quarters, in whole numbers under the analysts' names."""
    table = []
    for quarter in QUARTERS:
        path = Homes.demo / "unchecked" / "rates" / "v1" / quarter / name
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                table.append(
                    {column: row[column] for column in GROUP}
                    | {column: int(row[column]) for column in counts}
                    | {theirs: hundredths(row[mine]) for mine, theirs in amounts.items()}
                )
    return ordered(table)


def our_rates() -> list[dict]:
    """`rates.csv` of both quarters, groups with rows only."""
    amounts = {f"{name}_rate": f"{name}_pence" for name in ("mean", "q1", "median", "q3", "p90")}
    amounts["above_cap_share"] = "above_cap_share_hundredths"
    table = ours("rates.csv", COUNTS, amounts)
    return [row for row in table if row["assignments"]]


def our_staffing() -> list[dict]:
    """`staffing.csv` of both quarters."""
    names = ["agency_fte", "permanent_fte", "vacancy_fte", "leavers_fte"]
    names += ["agency_share", "vacancy_rate", "turnover"]
    return ours("staffing.csv", [], {name: f"{name}_hundredths" for name in names})


class Reader:
    """What every reader must do; `module` is the code that we ship for it."""

    module = None
    types: dict[str, object] = {}
    has_card = False
    """Whether it computes all that is released, caps among it, or the core of it."""

    def rates(self, home: Path) -> list[dict]:
        """Its table of rates, against the card of the home where there is one."""
        card = home / "rate_card.csv"
        more = [card] if self.has_card and card.exists() else []
        return ordered(self.module.rates(home, *more))

    def due(self, table: list[dict], core: tuple[str, ...]) -> list[dict]:
        """What is expected of it."""
        if self.has_card:
            return ordered(table)
        return ordered([{name: row[name] for name in GROUP + core} for row in table])


    def columns(self, dataset: str) -> list[tuple[str, object]]:
        """The columns of the demo's dataset with the types that this reader gives them."""
        raise NotImplementedError

    def it_computes_rates_exactly(self):
        expected = self.due(invented.rates(Homes.rows["agency_assignments"]), CORE_RATES)
        self.assertEqual(self.rates(Homes.invented), expected)

    def it_computes_staffing_exactly(self):
        expected = invented.staffing(Homes.rows["workforce_snapshot"])
        expected = self.due(expected, CORE_STAFFING)
        self.assertEqual(ordered(self.module.staffing(Homes.invented)), expected)

    def it_comes_to_our_rates_to_the_penny(self):
        expected = self.due(our_rates(), CORE_RATES)
        self.assertGreater(len(expected), 50)
        self.assertEqual(self.rates(Homes.demo), expected)

    def it_comes_to_our_staffing(self):
        expected = self.due(our_staffing(), CORE_STAFFING)
        self.assertGreater(len(expected), 50)
        self.assertEqual(ordered(self.module.staffing(Homes.demo)), expected)

    def it_prints_each_table_under_its_title_and_the_names_of_its_columns(self):
        run = self.script(Homes.invented)
        self.assertEqual(run.returncode, 0, run.stderr)
        tables = run.stdout.split("\n\n")
        self.assertEqual(len(tables), 2)
        expected = (
            ("Rates, in pence.", invented.rates(Homes.rows["agency_assignments"]), CORE_RATES),
            ("Staffing, in", invented.staffing(Homes.rows["workforce_snapshot"]), CORE_STAFFING),
        )
        for printed, (title, rows, core) in zip(tables, expected):
            rows = self.due(rows, core)
            first, names, *lines = printed.splitlines()
            self.assertTrue(first.startswith(title), first)
            self.assertEqual(names.split("\t"), list(rows[0]))
            self.assertEqual(len(lines), len(rows))

    def it_says_how_it_is_called(self):
        for arguments in ([], [Homes.folder.name], [Homes.invented, "card", "more"]):
            run = self.script(*arguments)
            self.assertEqual((run.returncode, run.stdout), (1, ""))
            self.assertTrue(run.stderr.startswith("usage: python "), run.stderr)

    def script(self, *arguments):
        """Runs the module as an analyst does."""
        return subprocess.run(
            [sys.executable, self.module.__file__, *arguments],
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=600,
        )

    def it_sees_the_types_that_are_meant(self):
        for dataset, columns in DATASETS.items():
            expected = [(name, self.types[form]) for name, form, _ in columns]
            seen = [column for column in self.columns(dataset) if column[0] != "quarter"]
            self.assertEqual(seen, expected, dataset)
            quarter = dict(self.columns(dataset))["quarter"]
            self.assertEqual(quarter, self.types[TEXT], dataset)


class DuckDB(Reader, unittest.TestCase):
    module = with_duckdb
    has_card = True
    types = {
        TEXT: "VARCHAR",
        DAY: "DATE",
        AMOUNT: "DECIMAL(9,2)",
        COUNT: "BIGINT",
        FLAG: "BOOLEAN",
    }

    def columns(self, dataset):
        files = str(Homes.demo / "curated" / dataset / "v1" / "**" / "*.parquet")
        with duckdb.connect() as connection:
            answer = connection.read_parquet(files, hive_partitioning=True)
            return [(name, str(kind)) for name, kind in zip(answer.columns, answer.types)]


class Polars(Reader, unittest.TestCase):
    module = with_polars
    types = {
        TEXT: pl.String(),
        DAY: pl.Date(),
        AMOUNT: pl.Decimal(9, 2),
        COUNT: pl.Int64(),
        FLAG: pl.Boolean(),
    }

    def columns(self, dataset):
        return list(with_polars.read(Homes.demo, dataset).collect_schema().items())


class PyArrow(Reader, unittest.TestCase):
    module = with_pyarrow
    types = {
        TEXT: pa.string(),
        DAY: pa.date32(),
        AMOUNT: pa.decimal128(9, 2),
        COUNT: pa.int64(),
        FLAG: pa.bool_(),
    }

    def columns(self, dataset):
        schema = with_pyarrow.read(Homes.demo, dataset).schema
        return [(field.name, field.type) for field in schema]


class Pandas(Reader, unittest.TestCase):
    module = with_pandas
    types = {
        TEXT: pd.ArrowDtype(pa.string()),
        DAY: pd.ArrowDtype(pa.date32()),
        AMOUNT: pd.ArrowDtype(pa.decimal128(9, 2)),
        COUNT: pd.ArrowDtype(pa.int64()),
        FLAG: pd.ArrowDtype(pa.bool_()),
    }

    def columns(self, dataset):
        return list(with_pandas.read(Homes.demo, dataset).dtypes.items())


class PySpark(Reader, unittest.TestCase):
    module = with_pyspark
    has_card = True
    types = {
        TEXT: spark_types.StringType(),
        DAY: spark_types.DateType(),
        AMOUNT: spark_types.DecimalType(9, 2),
        COUNT: spark_types.LongType(),
        FLAG: spark_types.BooleanType(),
    }

    def columns(self, dataset):
        files = str(Homes.demo / "curated" / dataset / "v1")
        schema = with_pyspark.session().read.parquet(files).schema
        return [(field.name, field.dataType) for field in schema]


class Curated(unittest.TestCase):
    """The files themselves."""

    def files(self):
        for dataset, columns in DATASETS.items():
            for quarter in QUARTERS:
                folder = Homes.demo / "curated" / dataset / "v1" / f"quarter={quarter}"
                yield folder, f"{dataset}-{quarter}.parquet", columns

    def it_is_one_file_a_quarter(self):
        for folder, name, _ in self.files():
            # A name that begins with a full stop is hidden from every reader.
            names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
            self.assertEqual(names, [name])

    def it_holds_no_quarter_beside_the_path(self):
        for folder, name, columns in self.files():
            names = pq.read_schema(folder / name).names
            self.assertEqual(names, [column for column, _, _ in columns])

    def it_lacks_nothing_that_a_row_must_have(self):
        for folder, name, columns in self.files():
            table = pq.read_table(folder / name, partitioning=None)
            self.assertGreater(table.num_rows, 100)
            for column, _, optional in columns:
                if not optional:
                    self.assertEqual(table[column].null_count, 0, column)

    def it_names_workers_by_pseudonym_and_in_that_order(self):
        for folder, name, columns in self.files():
            if "worker" in [column for column, _, _ in columns]:
                workers = pq.read_table(folder / name, partitioning=None)["worker"].to_pylist()
                self.assertEqual(workers, sorted(workers))
                for worker in workers:
                    self.assertRegex(worker, r"\A[0-9a-f]{64}\Z")

    def it_holds_no_day_but_the_first_of_a_month(self):
        for folder, name, columns in self.files():
            table = pq.read_table(folder / name, partitioning=None)
            for column, form, _ in columns:
                if form == DAY:
                    days = {day.day for day in table[column].to_pylist() if day}
                    self.assertLessEqual(days, {1}, column)
