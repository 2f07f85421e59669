"""pytest collects every folder of tests: by its defaults it passes over those of some names, build among them."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_no_folder_of_tests_has_a_name_that_is_passed_over(pytestconfig: pytest.Config) -> None:
    names = {name for path in TESTS.rglob("test_*.py") for name in path.relative_to(TESTS).parent.parts}
    assert {
        name for name in names for pattern in pytestconfig.getini("norecursedirs") if fnmatch(name, pattern)
    } == set()
