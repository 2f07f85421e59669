"""What a verdict on people says in words is written once, and every sentence takes it from there."""

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pytest

from signals.settings import CHECKOUT
from signals.statistics.verdict import VERDICTS
from signals.vocabulary.reference import verdict_words
from tests.literature.evidence_tables import ANIMALS, build, count_people, rows_of


def test_every_verdict_has_its_words() -> None:
    assert verdict_words().keys() == {*VERDICTS, "not counted"}


@pytest.mark.parametrize("verdict", ["not disproportionate", "too few reports", "inconclusive"])
def test_no_other_file_repeats_the_words(verdict: str) -> None:
    texts = [
        path
        for folder in ("signals", "sql", "data/reference", "data/watchlists")
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file()
    ]
    found = [path.name for path in texts if verdict_words()[verdict].encode() in path.read_bytes()]
    assert found == ["human_verdicts.csv"]


def test_the_sentences_of_the_comparison_take_the_words_of_the_reference_table(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    connection.execute("UPDATE reference.human_verdict SET words = 'so says ' || human_verdict")
    count_people(connection, "inconclusive", "disproportionate")
    build(connection, *ANIMALS, "evidence.certainty", "evidence.agreement", "evidence.agreement_matrix")
    of_drug = rows_of(
        connection, "SELECT sentence FROM evidence.agreement WHERE drug = 'imatinib' AND event = 'cns_onset'"
    )
    assert "People: so says inconclusive, and few reports are never agreement" in str(of_drug[0][0])
    cells = rows_of(
        connection, "SELECT human_verdict, sentence FROM evidence.agreement_matrix WHERE event = 'cns_onset'"
    )
    assert cells and all(f"People: so says {verdict}" in str(sentence) for verdict, sentence in cells)


def test_a_cell_of_the_matrix_leaves_the_words_of_people_to_their_table(reference: dict[str, pa.Table]) -> None:
    sentences = reference["agreement_matrix"]["sentence"].to_pylist()
    assert all("{people}" in sentence for sentence in sentences if "People" in sentence)
