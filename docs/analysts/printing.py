"""Prints both regional tables: what each script of this folder does when it is run."""

import sys
from collections.abc import Callable
from pathlib import Path

Table = Callable[..., list[dict]]


def run(rates: Table, staffing: Table, *, with_card: bool = False) -> None:
    """Prints the tables of the home that the command line names, or how the script is called.

    With a card, the command line may name a rate card of one's own, and `rates` takes it."""
    words = [Path(word) for word in sys.argv[1:]]
    if not 1 <= len(words) <= 1 + with_card or not (words[0] / "curated").is_dir():
        card = " [RATE_CARD]" if with_card else ""
        sys.exit(
            f"usage: python {sys.argv[0]} HOME{card}\n"
            "HOME is a folder with curated/ in it; `pledge demo` makes one in pledge-demo"
        )
    show("Rates, in pence. Not checked for disclosure.", rates(*words))
    print()
    show(
        "Staffing, in hundredths of a full-time post and of a per cent. Not checked for disclosure.",
        staffing(words[0]),
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
