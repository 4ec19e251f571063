"""Prints both regional tables: what each script of this folder does when it is run."""

import sys
from collections.abc import Callable
from pathlib import Path

Table = Callable[[Path], list[dict]]


def run(rates: Table, staffing: Table) -> None:
    """Prints the tables of the home that the command line names, or how the script is called."""
    home = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if home is None or not (home / "curated").is_dir():
        sys.exit(
            f"usage: python {sys.argv[0]} HOME\n"
            "HOME is a folder with curated/ in it; `pledge demo` makes one in pledge-demo"
        )
    show("Rates, in pence. Not checked for disclosure.", rates(home))
    print()
    show(
        "Staffing, in hundredths of a full-time post and of a per cent. Not checked for disclosure.",
        staffing(home),
    )


def show(title: str, rows: list[dict]) -> None:
    """A title, the names of the columns, the rows; columns are separated by tabs."""
    print(title)
    if not rows:
        print("(no rows)")
        return
    print(*rows[0], sep="\t")
    for row in rows:
        print(*("" if value is None else value for value in row.values()), sep="\t")
