"""The codes of ingredients: what the published file carries, and what the table may hold."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from signals.database import open_read_only
from signals.errors import RequestError
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference
from tests.publications import Publication
from tests.reference_tables import reference_tables


def test_the_published_ingredients_carry_their_codes(demo_publication: Publication) -> None:
    with open_read_only(demo_publication.path) as connection:
        found = connection.execute(
            "SELECT ingredient, unii, rxcui, atc FROM faers.ingredient "
            "WHERE ingredient IN ('imatinib', 'varlitinib', 'acetaminophen') ORDER BY ingredient"
        ).fetchall()
    assert found == [
        (
            "acetaminophen",
            "362O9ITL9D",
            161,
            "N02BE01",
        ),  # precision.fda.gov; mor.nlm.nih.gov/RxNav; EMA and Health Canada
        ("imatinib", "BKJ8M8G5HI", 282388, "L01EA01"),
        ("varlitinib", "846Y8197W1", None, None),  # approved nowhere, so in no list of medicines, nor in RxNorm
    ]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name in ("ingredient_code", "kinase_inhibitor"):
            connection.from_arrow(reference_tables()[name]).create(name)
        yield connection


def test_the_unii_of_a_kinase_inhibitor_is_one_that_the_kinase_table_lists(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = connection.execute(
        "SELECT list_contains(string_split(kinase.unii, '|'), code.unii), count(*) FROM kinase_inhibitor AS kinase "
        "INNER JOIN ingredient_code AS code ON kinase.ingredient = code.name WHERE kinase.unii IS NOT NULL GROUP BY ALL"
    ).fetchall()
    assert [agrees for agrees, _ in rows] == [True]


def test_other_codes_are_whole_ones_and_never_without_a_first(connection: duckdb.DuckDBPyConnection) -> None:
    wrong = connection.execute(
        "SELECT name FROM ingredient_code WHERE other_atc IS NOT NULL AND (atc IS NULL "
        r"OR NOT regexp_full_match(other_atc, '[A-Z]\d\d[A-Z]{2}\d\d(\|[A-Z]\d\d[A-Z]{2}\d\d)*') "
        "OR list_contains(string_split(other_atc, '|'), atc))"
    ).fetchall()
    assert not wrong


@pytest.mark.parametrize(("code", "broken"), [("BKJ8M8G5HI", "BKJ8M8G5H"), ("L01EA01", "L01EA")])
def test_a_broken_code_is_refused_with_its_line(code: str, broken: str, tmp_path: Path) -> None:
    folder = Path(copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    path = folder / "ingredient_codes.csv"
    path.write_text(path.read_text().replace(f",{code},", f",{broken},"))
    with pytest.raises(RequestError, match=rf"ingredient_codes.csv, line \d+.*{broken}"):
        read_reference(folder)
