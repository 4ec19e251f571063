"""Parquet and register must stay unjoinable: who holds both, and no key, must not find out which
worker of the one is which of the other, but by what the two are bound to share."""

import base64
import hashlib
import hmac
import json
import math
import sqlite3
import unittest
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from homes import QUARTERS, Homes

LEAST = 16
TABLES = ("register_filings", "register_entries", "register_tombstones")
DOMAIN = b"london-pledge/pseudonym" + b"\x00\x03swe"


def windows(value: bytes):
    """Every run of 16 bytes."""
    return (value[at : at + LEAST] for at in range(len(value) - LEAST + 1))


def leaves(value):
    """The texts and numbers in a value of JSON."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield str(value)


def forms(value: bytes):
    """A value as it might stand elsewhere: as it is, in hexadecimal, in base64 behind nought, one
    or two other bytes."""
    yield value
    yield value.hex().encode()
    yield value.hex().upper().encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            encoded = encode(bytes(before) + value).rstrip(b"=")
            yield encoded[math.ceil(before * 8 / 6) : (before + len(value)) * 8 // 6]


def stored_in_register(database: Path):
    """Every value of the register's tables, whole or as a leaf of JSON, of 16 bytes or more."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as store:
        for table in TABLES:
            for row in store.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, bytes):
                        yield value
                    elif isinstance(value, str) and value.startswith("{"):
                        yield from (leaf.encode() for leaf in leaves(json.loads(value)))
                    elif value is not None:
                        yield str(value).encode()


def is_constant(value: bytes) -> bool:
    """Whether it is a word that the program itself spells."""
    return all(97 <= byte <= 122 or byte == 95 for byte in value)


def stored_in_parquet(home: Path):
    """Every value of every Parquet file, with all that its metadata say."""
    for path in sorted(home.rglob("*.parquet")):
        table = pq.read_table(path, partitioning=None)
        for key, value in (table.schema.metadata or {}).items():
            yield key
            yield value
        for column in table.columns:
            if pa.types.is_string(column.type):
                yield from (text.encode() for text in column.unique().to_pylist() if text)


def curated(home: Path, quarter: str):
    """The rows of the curated assignments."""
    folder = home / "curated" / "agency_assignments" / "v1" / f"quarter={quarter}"
    path = folder / f"agency_assignments-{quarter}.parquet"
    return pq.read_table(path, partitioning=None).to_pylist()


def engagements(home: Path, quarter: str):
    """What the register says of the assignments in force: for each authority its rows, as an
    attacker sees them."""
    by_authority = {}
    with sqlite3.connect(f"file:{home / 'pledge.sqlite'}?mode=ro", uri=True) as store:
        slots = (
            "SELECT authority, pointer FROM slots"
            " WHERE kind = 'agency_assignments' AND quarter = ?"
        )
        for authority, pointer in store.execute(slots, (quarter,)).fetchall():
            if pointer is None:
                continue
            attempt = bytes.fromhex(json.loads(pointer)["attempt"])
            rows = store.execute(
                "SELECT e.row, e.pseudonym, e.entry FROM register_entries e JOIN register_filings f"
                " USING (filing) WHERE f.attempt = ? AND f.authority = ? AND e.place = 0",
                (attempt, authority),
            ).fetchall()
            by_authority[authority] = [
                (row, pseudonym, json.loads(entry)["engagement"]) for row, pseudonym, entry in rows
            ]
    return by_authority


def month(day: str | None):
    """The first of a day's month."""
    return date.fromisoformat(day).replace(day=1) if day else None


def attributes_of_entry(said: dict):
    """What an entry and a row of Parquet are bound to share."""
    return (
        said["category"],
        month(said["start"]),
        month(said["end"]),
        said["declared"],
        said["hours_hundredths"],
    )


def attributes_of_row(row: dict):
    """The same of a row of Parquet."""
    return (
        row["job_category"],
        row["start_month"],
        row["end_month"],
        row["cooloff_declared"],
        int(row["hours_per_week"] * 100),
    )


def pseudonyms(home: Path, key: str):
    """Every number's pseudonym under a key: what only a holder of the key can make."""
    secret = (home / "keys" / key).read_bytes()
    start = hmac.new(secret, DOMAIN, hashlib.sha256)
    of = {}
    for number in range(1, 1_000_000):
        name = b"SW%d" % number
        mac = start.copy()
        mac.update(bytes((0, len(name))) + name)
        of[mac.digest()] = number
    return of


class Joins(unittest.TestCase):
    """The home of the demo, and what an attacker tries on it."""

    @classmethod
    def setUpClass(cls):
        cls.home = Homes.demo
        cls.analytics = pseudonyms(cls.home, "analytics.v2026.key")
        cls.register = pseudonyms(cls.home, "register.v1.key")
        cls.groups = list(cls.ambiguous())

    @classmethod
    def ambiguous(cls):
        """Groups of at least two rows of an authority that share all that both sides hold, with
        the entries of the register that share it too; in the order of either store."""
        for quarter in QUARTERS:
            rows = defaultdict(list)
            for row in curated(cls.home, quarter):
                rows[row["la_code"], attributes_of_row(row)].append(row["worker"])
            entries = defaultdict(list)
            for authority, filed in engagements(cls.home, quarter).items():
                for row, pseudonym, said in filed:
                    entries[authority, attributes_of_entry(said)].append((row, pseudonym))
            for place, workers in rows.items():
                if len(workers) > 1 and len(entries[place]) == len(workers):
                    yield workers, entries[place]

    def number_of_row(self, worker: str) -> int:
        return self.analytics[bytes.fromhex(worker)]

    def right(self, order) -> int:
        """How many pairs are right when entries in this order are laid beside the rows."""
        right = 0
        for workers, entries in self.groups:
            for worker, (_, pseudonym) in zip(workers, sorted(entries, key=order), strict=True):
                right += self.number_of_row(worker) == self.register[pseudonym]
        return right

    def chance(self) -> float:
        """More right pairs than this would not be chance: one is expected in each group, with a
        variance of one."""
        return len(self.groups) + 4 * math.sqrt(len(self.groups))

    def it_is_joined_by_the_keys_alone(self):
        # The attack's own yardstick: with both keys every pair is found.
        pairs = sum(len(workers) for workers, _ in self.groups)
        self.assertGreater(len(self.groups), 30)
        joined = 0
        for workers, entries in self.groups:
            numbers = {self.number_of_row(worker) for worker in workers}
            joined += sum(self.register[pseudonym] in numbers for _, pseudonym in entries)
        self.assertEqual(joined, pairs)

    def it_holds_no_value_on_both_sides(self):
        seen = set()
        for value in stored_in_parquet(self.home):
            seen.update(windows(value))
        self.assertGreater(len(seen), 50_000)
        looked = 0
        for value in stored_in_register(self.home / "pledge.sqlite"):
            if len(value) < LEAST or is_constant(value):
                continue
            looked += 1
            for form in forms(value):
                self.assertFalse(any(window in seen for window in windows(form)))
        self.assertGreater(looked, 2_000)

    def it_would_see_a_value_on_both_sides(self):
        value = bytes(range(50, 82))
        for form in list(forms(value)):
            seen = set(windows(b"before " + form + b" after"))
            found = any(window in seen for other in forms(value) for window in windows(other))
            self.assertTrue(found)

    def it_gives_no_join_by_the_order_of_rows(self):
        orders = {
            "rows of the file": lambda entry: entry[0],
            "pseudonyms": lambda entry: entry[1],
            "rows from below": lambda entry: -entry[0],
        }
        for name, order in orders.items():
            self.assertLess(self.right(order), self.chance(), name)

    def it_would_see_a_join_by_order(self):
        # Parquet in the order of the file, as it must never be.
        def told(workers, entries):
            rows = {self.register[pseudonym]: row for row, pseudonym in entries}
            return sorted(workers, key=lambda worker: rows[self.number_of_row(worker)])

        kept = self.groups
        self.groups = [(told(workers, entries), entries) for workers, entries in kept]
        try:
            self.assertGreater(self.right(lambda entry: entry[0]), self.chance())
        finally:
            self.groups = kept

    def it_gives_no_join_by_instants(self):
        for path in sorted(self.home.rglob("*.parquet")):
            file = pq.ParquetFile(path)
            for field in file.schema_arrow:
                coarse = not pa.types.is_timestamp(field.type) and not pa.types.is_time(field.type)
                self.assertTrue(coarse, f"{path.name}: {field.name}")
                if pa.types.is_date(field.type):
                    days = file.read([field.name]).column(0).drop_null().unique().to_pylist()
                    self.assertTrue(all(day.day == 1 for day in days), field.name)

    def it_gives_no_join_by_counts(self):
        # How many rows a worker has in either quarter is the same on both sides: nobody may be
        # the only one of a kind.
        rows, entries = defaultdict(Counter), defaultdict(Counter)
        for quarter in QUARTERS:
            for row in curated(self.home, quarter):
                rows[row["worker"]][quarter] += 1
            for filed in engagements(self.home, quarter).values():
                for _, pseudonym, _ in filed:
                    entries[pseudonym][quarter] += 1
        for side in (rows, entries):
            kinds = Counter(tuple(sorted(counts.items())) for counts in side.values())
            self.assertGreater(len(kinds), 3)
            self.assertGreater(min(kinds.values()), 1)
