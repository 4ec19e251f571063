"""The attack on what is released: it must win nowhere, and win where only what is sensitive by
itself is hidden."""

import unittest
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from counts import ENGAGEMENTS, LEAVERS, wins
from homes import QUARTERS, Homes
from judge import Win, attack, targets
from region import (
    CELLS,
    MEASURES,
    PUBLIC,
    REGION,
    RESTRICTED,
    Row,
    Table,
    drawn,
    grouped,
    is_sensitive,
    released,
    sent,
)

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "pledge" / "reference"
PEOPLE_AND_SPEND = ["workers", "assignments", "rates"]


@dataclass(frozen=True)
class Released:
    """A region, and the tables that directors and everybody see of it."""

    rows: list[Row]
    boroughs: dict[str, int]
    restricted: Table
    public: Table

    def wins(self, measures: list[str]) -> Iterator[Win]:
        """What directors win with both tables, and everybody with the public one, one after the
        other."""
        tables = [(self.restricted, RESTRICTED.step), (self.public, PUBLIC.step)]
        for shown, audience, more in ((tables, RESTRICTED, None), (tables[1:], PUBLIC, RESTRICTED)):
            wanted = targets(self.rows, audience, more)
            wanted = [target for target in wanted if target.measure in measures]
            yield from attack(self.rows, shown, self.boroughs, wanted)


def of_region(folder: Path, which: str) -> Released:
    """What there is of a region that was drawn."""
    rows, boroughs = drawn(folder / "rows.csv")
    return Released(
        rows, boroughs, *(released(folder / which / one.name) for one in (RESTRICTED, PUBLIC))
    )


def of_demo(quarter: str) -> Released:
    """What there is of the demo."""
    rows, boroughs = sent(Homes.demo, quarter, REFERENCE)
    return Released(
        rows,
        boroughs,
        released(Homes.demo / "restricted" / "rates" / "v1" / quarter),
        released(Homes.demo / "published" / "rates" / "v1" / quarter / "r1"),
    )


def wins_on_release(folder: Path) -> list[str]:
    """All wins on what is released of a region. Counts of those above the cap, of which there are
    many of few, are attacked in every eighth."""
    measures = MEASURES if int(folder.name) % 8 == 3 else PEOPLE_AND_SPEND
    return [f"{folder.name}: {win}" for win in of_region(folder, "released").wins(measures)]


def wins_unprotected(folder: Path) -> bool:
    """Whether workers or spend can be worked out where only what is sensitive is hidden."""
    wins = of_region(folder, "unprotected").wins(PEOPLE_AND_SPEND)
    return next(wins, None) is not None


def wins_on_counts(folder: Path) -> list[str]:
    """All wins on what is released of engagements and leavers."""
    shapes = (ENGAGEMENTS, LEAVERS)
    return [f"{folder.name}: {win}" for shape in shapes for win in wins(shape, folder, "released")]


def wins_on_unprotected_counts(folder: Path) -> list[bool]:
    """Of which of them anything can be worked out where only what is sensitive is hidden."""
    found = (wins(shape, folder, "unprotected") for shape in (ENGAGEMENTS, LEAVERS))
    return [next(each, None) is not None for each in found]


class Attack(unittest.TestCase):
    """Over regions drawn at random, and over the demo, which has the real size."""

    def each_region(self, ask) -> list:
        """An answer for each region."""
        with ProcessPoolExecutor(2) as pool:
            answers = list(pool.map(ask, sorted(Homes.regions.iterdir())))
        self.assertEqual(len(answers), Homes.drawn)
        return answers

    def it_wins_on_nothing_that_is_released(self):
        self.assertEqual(sum(self.each_region(wins_on_release), []), [])

    def it_wins_where_only_what_is_sensitive_by_itself_is_hidden(self):
        # In a large region nothing is sensitive, and nothing to be won.
        self.assertGreater(sum(self.each_region(wins_unprotected)), Homes.drawn / 2)

    def it_wins_on_no_count_of_engagements_or_leavers(self):
        self.assertEqual(sum(self.each_region(wins_on_counts), []), [])

    def it_wins_on_counts_where_only_what_is_sensitive_by_itself_is_hidden(self):
        engagements, leavers = zip(*self.each_region(wins_on_unprotected_counts))
        self.assertGreater(sum(engagements), Homes.drawn / 10)
        self.assertGreater(sum(leavers), 0)

    def it_wins_on_nothing_at_real_size(self):
        for quarter in QUARTERS:
            self.assertEqual(list(of_demo(quarter).wins(MEASURES)), [], quarter)

    def it_sees_the_region_and_most_of_what_is_not_sensitive_at_real_size(self):
        for quarter in QUARTERS:
            seen = of_demo(quarter)
            groups = grouped(seen.rows)
            for table, audience in ((seen.restricted, RESTRICTED), (seen.public, PUBLIC)):
                shown = {cell for cell in CELLS if "workers" in table[cell]}
                fine = {cell for cell in CELLS if not is_sensitive(groups[cell], audience)}
                self.assertLessEqual({cell for cell in CELLS if cell[1] == REGION}, shown)
                self.assertLessEqual(shown, fine)
                self.assertGreaterEqual(len(shown & fine), 0.6 * len(fine))
