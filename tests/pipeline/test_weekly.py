"""The whole surveillance as a user starts it: the nibwatch command, real and SYNTHETIC quarters."""

import email
import email.policy
import zipfile
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.first_run import FirstRun, nibwatch
from tests.publications import FEW_DRUGS, few_with_evidence

pytestmark = pytest.mark.timeout(600)


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "nibwatch.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def lines_after_headers(archive: Path) -> dict[str, int]:
    """The lines of each table counted from the zip's own bytes, without the loader; an unterminated last one counts."""
    with zipfile.ZipFile(archive) as opened:
        return {
            name: len(opened.read(name).removesuffix(b"\n").split(b"\n")) - 1
            for name in opened.namelist()
            if name.lower().endswith(".txt") and "delete" not in name.lower() and name.lower().startswith("ascii/")
        }


def test_broken_quarters_are_refused_and_named_and_the_others_are_published(first: FirstRun) -> None:
    assert first.outcome.code == 1
    assert "A result was published, but it is incomplete: 2 quarters were refused" in first.outcome.said
    assert [row[0] for row in rows(first.home, "SELECT quarter FROM meta.refused_quarter ORDER BY ALL")] == [
        "2021Q1",
        "2022Q4",
    ]
    assert rows(first.home, "SELECT quarters, is_synthetic FROM meta.run") == [(["2012Q2", "2023Q1"], True)]
    assert not (first.home / "build").exists()


def test_every_line_of_the_zips_is_accounted_for(first: FirstRun) -> None:
    for quarter, name in {"2012Q2": "aers_ascii_2012q2.zip", "2023Q1": "faers_ascii_2023q1.zip"}.items():
        counted = sorted(lines_after_headers(first.folder / name).values())
        loaded = rows(
            first.home,
            f"SELECT lines FROM meta.load WHERE quarter = '{quarter}' AND table_name != 'DELETED' ORDER BY lines",
        )
        assert [row[0] for row in loaded] == counted


def test_the_digest_is_a_mail_that_says_what_it_is_and_what_it_rests_on(first: FirstRun) -> None:
    (path,) = (first.home / "digests").glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"].startswith("SYNTHETIC nibwatch ")
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    assert text.get_content().splitlines()[0].startswith("SYNTHETIC")
    assert "2021Q1" in text.get_content(), "a refused quarter is a data problem that the reader is told"


def test_running_again_publishes_nothing_and_changes_nothing(first: FirstRun, tmp_path: Path) -> None:
    home = first.copied_to(tmp_path / "home")
    before = ((home / "nibwatch.duckdb").read_bytes(), sorted(path.name for path in (home / "digests").iterdir()))
    watchlist = few_with_evidence(tmp_path)
    again = nibwatch("run", "--source", first.folder, "--data-dir", home, "--watchlist", watchlist, "--no-literature")
    assert again.code == 1, "what is published is still incomplete"
    assert "Nothing new" in again.said
    assert (
        (home / "nibwatch.duckdb").read_bytes(),
        sorted(path.name for path in (home / "digests").iterdir()),
    ) == before


def test_literature_sources_that_are_down_stop_no_run_and_the_digest_says_so(first: FirstRun) -> None:
    assert "without news from PubMed, Europe PMC, ClinicalTrials.gov, openFDA" in first.outcome.said
    assert "Digest: " in first.outcome.said
    (path,) = (first.home / "digests").glob("*.eml")
    text = email.message_from_bytes(path.read_bytes(), policy=email.policy.default).get_body(("plain",))
    assert text is not None and "ClinicalTrials.gov, Europe PMC, openFDA and PubMed could not be searched" in " ".join(
        text.get_content().split()
    )
    assert not list((first.home / "literature").glob("*.jsonl")), "what is not known stays unknown"


def test_real_quarters_are_published_with_every_line_accounted_for(shared: Path, tmp_path: Path) -> None:
    source = shared / "real" / "faers"
    outcome = nibwatch("run", "--source", source, "--data-dir", tmp_path, "--watchlist", FEW_DRUGS, "--no-literature")
    assert outcome.code == 0, outcome.said
    assert rows(tmp_path, "SELECT quarters, is_synthetic FROM meta.run") == [
        (["2004Q1", "2017Q2", "2022Q4", "2023Q1", "2026Q2"], False)
    ]
    for archive in sorted(source.glob("*.zip")):
        counted = sorted(lines_after_headers(archive).values())
        quarter = archive.stem[-6:].upper()
        loaded = rows(
            tmp_path,
            f"SELECT lines FROM meta.load WHERE quarter = '{quarter}' AND table_name != 'DELETED' ORDER BY lines",
        )
        assert [row[0] for row in loaded] == counted, quarter
    # Counted in the zip's DRUG file with grep -i glivec: 3 records of 2 reports.
    assert rows(
        tmp_path,
        "SELECT count(*), count(DISTINCT caseid) FROM faers.case_drug INNER JOIN faers.cases USING (caseid) "
        "WHERE ingredient = 'imatinib' AND quarter = '2023Q1'",
    ) == [(3, 2)]
    assert list((tmp_path / "digests").glob("*.eml"))
