"""`nibwatch literature review`: the queue, one paper, its row, and what is said where there is none."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from signals import cli
from signals.answers.review import one_paper, queue, write_rows
from signals.errors import RequestError
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference
from tests.reference_tables import reference_tables

COLUMNS = """
1 AS queue_position, 'PMID 71' AS publication, '71' AS pmid, '10.1000/x' AS doi, $title AS title, 'J' AS journal
, 'Doe J' AS first_author, 2024 AS year, 7 AS priority, ['+4 a sentence names a drug and a model'] AS priority_reasons
, ['imatinib'] AS compounds, ['imatinib'] AS found_by, ['Imatinib ameliorated EAE.'] AS sentences
, 'EAE' AS suggested_model, ['EAE'] AS model_words, CAST([] AS VARCHAR[]) AS other_models
, CAST(NULL AS VARCHAR) AS suggested_regimen, CAST([] AS VARCHAR[]) AS regimen_words
, 'protective' AS suggested_direction, ['ameliorated'] AS direction_words, TRUE AS has_abstract
, ['Journal Article'] AS publication_types, 'none' AS retraction, 'in PubMed' AS state
, DATE '2026-11-25' AS first_seen_date, CAST([] AS VARCHAR[]) AS study_ids
"""

CODED = reference_tables()["preclinical_study"]["study_id"].to_pylist()
NEXT = f"S{1 + max(int(study_id[1:]) for study_id in CODED):03}"


def published(home: Path, *, title: str = "Imatinib in EAE", is_synthetic: bool = False, waits: bool = True) -> Path:
    """A file with one paper in the queue, one that is coded and one of the human evidence."""
    path = home / "nibwatch.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA evidence; CREATE SCHEMA meta; CREATE SCHEMA signals")
        connection.execute("CREATE TABLE signals.watch_topic AS SELECT 'mine' AS watchlist")
        connection.execute(
            f"CREATE TABLE evidence.review_queue AS SELECT 'mine' AS watchlist, {COLUMNS} WHERE $waits",
            {"title": title, "waits": waits},
        )
        connection.execute(
            "CREATE TABLE evidence.publication AS FROM (VALUES ('PMID 71', '71', NULL, FALSE), ('PMID 80', '80', NULL, TRUE)"
            ", ('doi 10.1000/h', NULL, '10.1000/H', FALSE)) AS known (publication, pmid, doi, is_coded)"
        )
        connection.execute(
            "CREATE TABLE meta.run AS SELECT $is_synthetic AS is_synthetic, now() AS published_at",
            {"is_synthetic": is_synthetic},
        )
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    try:
        cli.answer(["literature", *map(str, arguments)])
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_queue_shows_papers_suggestions_and_an_empty_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(tmp_path)
    assert run(monkeypatch, "review", "--data-dir", tmp_path) == 0
    said = capsys.readouterr().out
    assert "1 paper waits for a coder" in said and "PMID 71" in said
    assert "it enters no verdict" in " ".join(said.split())
    assert f"\n{NEXT},imatinib,imatinib,BCR-ABL,,not coded," in said
    assert "SYNTHETIC" not in said


def test_the_data_directory_can_stand_before_the_word_review_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(tmp_path)
    assert run(monkeypatch, "--data-dir", tmp_path, "review", "71") == 0
    said = capsys.readouterr().out
    assert "  - Imatinib ameliorated EAE." in said
    assert '"ameliorated"' in said and "+4 a sentence names a drug and a model" in said


def test_json_holds_every_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(tmp_path)
    assert run(monkeypatch, "review", "--json", "--data-dir", tmp_path) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["waiting"], answer["papers"][0]["direction_words"]) == (1, ["ameliorated"])
    assert run(monkeypatch, "review", "10.1000/X", "--json", "--data-dir", tmp_path) == 0
    assert json.loads(capsys.readouterr().out)["empty_rows"][0]["direction"] == "not coded"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("80",), "PMID 80 is coded"),
        (("doi 10.1000/h",), "stands in the human evidence"),
        (("nobody knows",), "No paper 'nobody knows' is in the review queue"),
        (("--write",), "--write needs a paper"),
        (("--limit", "-1"), "--limit"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    arguments: tuple[str, ...],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    published(tmp_path)
    assert run(monkeypatch, "review", *arguments, "--data-dir", tmp_path) == 2
    said = capsys.readouterr().err
    assert sentence in said and len(said.splitlines()) == 1


def test_an_empty_queue_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(tmp_path, waits=False)
    assert run(monkeypatch, "review", "--data-dir", tmp_path) == 0
    assert "No paper waits" in capsys.readouterr().out


def test_a_title_cannot_move_the_terminals_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(tmp_path, title="Imatinib \x1b[2J in EAE")
    for arguments in ((), ("71",)):
        assert run(monkeypatch, "review", *arguments, "--data-dir", tmp_path) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_writing_a_row_says_where_it_stands_and_writing_again_writes_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    path = published(tmp_path)
    said = write_rows(path, "71", folder)
    assert f"Wrote {NEXT} (imatinib) in line {len(CODED) + 2} of {folder / 'preclinical_studies.csv'}" in said
    assert read_reference(folder)["preclinical_study"].num_rows == len(CODED) + 1
    assert "already" in write_rows(path, "71", folder)
    assert read_reference(folder)["preclinical_study"].num_rows == len(CODED) + 1


def test_a_synthetic_paper_is_never_written_among_the_coded_studies(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="SYNTHETIC"):
        write_rows(published(tmp_path, is_synthetic=True), "71", tmp_path)


def test_each_topic_has_a_queue_of_its_own_and_a_paper_of_both_is_shown_once(tmp_path: Path) -> None:
    path = published(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO signals.watch_topic VALUES ('other')")
        connection.execute(
            """
            INSERT INTO evidence.review_queue
            FROM (FROM evidence.review_queue SELECT * REPLACE ('other' AS watchlist))
            UNION ALL FROM (
                FROM evidence.review_queue
                SELECT * REPLACE ('other' AS watchlist, 2 AS queue_position, 'PMID 72' AS publication, '72' AS pmid)
            )
            """
        )
    text = queue(path, 20).text
    of_mine, _, of_other = text.partition("other: 2 in the queue, 1 of them in a queue above, 1 shown here")
    assert "mine: 1 in the queue, 1 shown here" in of_mine and "   1  PMID 71" in of_mine
    assert "   2  PMID 72" in of_other and "   1  PMID 71" not in of_other
    assert "2 of 2 in the queue of other" in one_paper(path, "72").text
