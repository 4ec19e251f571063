"""Runs the tests of the readers: python run.py PROGRAM COUNTS

Writes the number of tests that passed and failed to the file COUNTS; a test that is skipped has
failed.
"""

import sys
import unittest
from pathlib import Path

import test_readers


def main() -> int:
    """Runs all, counts them."""
    test_readers.Homes.program = Path(sys.argv[1]).resolve()
    loader = unittest.TestLoader()
    loader.testMethodPrefix = "it_"
    suite = loader.loadTestsFromModule(test_readers)
    planned = suite.countTestCases()
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    bad = result.failures + result.errors + result.skipped
    passed = max(result.testsRun - len(bad), 0)
    Path(sys.argv[2]).write_text(f"{passed} {planned - passed}\n", encoding="ascii")
    return 0 if passed == planned else 1


if __name__ == "__main__":
    sys.exit(main())
