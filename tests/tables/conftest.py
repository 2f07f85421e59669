"""What the tests of tables share: the demo's published file, and queries to it."""

from collections.abc import Iterator

import duckdb
import pytest

from signals.database import open_read_only
from tests.publications import Publication


@pytest.fixture(scope="module")
def file(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as connection:
        yield connection
