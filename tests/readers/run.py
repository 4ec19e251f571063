"""Runs the tests of the readers: python run.py PROGRAM COUNTS

Writes the number of tests that passed and failed to the file COUNTS; a test that is skipped has
failed.
"""

import sys
import unittest
from pathlib import Path

import test_attack
import test_joins
import test_readers
import with_pyspark
from homes import Homes


def main() -> int:
    """Runs all, counts them."""
    loader = unittest.TestLoader()
    loader.testMethodPrefix = "it_"
    modules = (test_readers, test_joins, test_attack)
    suite = unittest.TestSuite(map(loader.loadTestsFromModule, modules))
    planned = suite.countTestCases()
    Homes.make(Path(sys.argv[1]).resolve())
    try:
        result = unittest.TextTestRunner(verbosity=2).run(suite)
    finally:
        with_pyspark.session().stop()
        Homes.folder.cleanup()
    bad = result.failures + result.errors + result.skipped
    passed = max(result.testsRun - len(bad), 0)
    Path(sys.argv[2]).write_text(f"{passed} {planned - passed}\n", encoding="ascii")
    return 0 if passed == planned else 1


if __name__ == "__main__":
    sys.exit(main())
