"""The homes that all tests read."""

import subprocess
import tempfile
from pathlib import Path

import invented

QUARTERS = ["2026Q2", "2026Q3"]


class Homes:
    """Invented rows, the demo of the built program, and regions drawn at random."""

    folder: tempfile.TemporaryDirectory
    invented: Path
    rows: dict[str, list[dict]]
    demo: Path
    regions: Path
    drawn = 200
    """How many regions."""

    @classmethod
    def make(cls, program: Path) -> None:
        """Makes them with a built program and what was built beside it."""
        cls.folder = tempfile.TemporaryDirectory(prefix="pledge-readers-")
        home = Path(cls.folder.name)
        cls.invented, cls.demo, cls.regions = home / "invented", home / "demo", home / "regions"
        cls.rows = invented.write(cls.invented)
        run(program, "demo", "--home", cls.demo)
        run(program.parent / "examples" / "regions", cls.regions, str(cls.drawn))


def run(*command: str | Path) -> None:
    """Runs a program that must not fail."""
    subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=3600
    )
