"""The folder of pages: whole, linked, escaped, marked, and never written over something else."""

import html
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pytest

from signals.database import open_read_only
from signals.errors import RequestError
from signals.pages import folder as folder_module
from signals.pages.folder import MARKER
from signals.pages.readus import checklist
from signals.pages.site import write_report
from signals.present.block import table
from signals.present.charts import forest, quartiles, trend
from signals.present.columns import queried
from signals.present.paths import drug_path, page_name
from signals.present.query import Row
from tests.pages.conftest import HOSTILE, HOSTILE_DRUG
from tests.publications import Publication

HREF = re.compile(r'(?:href|src)="([^"]*)"')


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def records(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Row]:
    return [Row(**dict(zip(names, row, strict=True))) for row in rows]


def test_every_watched_drug_and_event_group_has_a_page(site: Path, small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        drugs = connection.execute("SELECT DISTINCT drug, drug_kind FROM signals.watch").fetchall()
        groups = connection.execute("SELECT DISTINCT event FROM signals.watch WHERE event_kind = 'group'").fetchall()
    expected = {drug_path(*drug) for drug in drugs} | {f"events/{event}.html" for (event,) in groups}
    expected |= {"index.html", "methods.html", "readus-pv.html", "data-quality.html"}
    assert {path.relative_to(site).as_posix() for path in pages(site)} == expected
    assert len(drugs) > 100


def test_an_analysis_that_could_not_be_made_has_its_reason_and_no_verdict(
    site: Path, small_publication: Publication
) -> None:
    with open_read_only(small_publication.path) as connection:
        drug, reason = connection.execute(
            "SELECT drug, reason FROM signals.watch WHERE event = 'cns_onset' AND drug_kind = 'ingredient'"
            " AND analysis = 'same_indication' AND reason IS NOT NULL ORDER BY ALL"
        ).fetchall()[0]
    page = html.unescape((site / drug_path(drug, "ingredient")).read_text(encoding="utf-8"))
    assert f"not made: {reason}" in page


@pytest.mark.parametrize("which", ["site", "hostile_site"])
def test_every_link_inside_the_folder_leads_to_a_page(which: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    for path in pages(folder):
        for target in HREF.findall(path.read_text(encoding="utf-8")):
            address = urlsplit(html.unescape(target))
            if address.scheme:
                assert address.scheme == "https", target
                assert address.netloc in ("pubmed.ncbi.nlm.nih.gov", "doi.org", "clinicaltrials.gov"), target
            elif address.path:
                assert (path.parent / address.path).resolve().is_file(), f"{path} -> {target}"


def test_no_page_needs_anything_from_elsewhere(site: Path) -> None:
    for path in pages(site):
        text = html.unescape(path.read_text(encoding="utf-8"))
        assert "default-src 'none'" in text
        assert "unsafe" not in text.partition("</head>")[0]
        assert not re.search(r"<(?:link|img|iframe|script src)|@import|url\(", text), path


def test_synthetic_stands_on_every_page_of_a_synthetic_run(site: Path) -> None:
    for path in pages(site):
        text = path.read_text(encoding="utf-8")
        assert "<title>SYNTHETIC" in text
        assert "SYNTHETIC data" in text.partition("<main")[0]


def test_a_real_run_is_not_called_synthetic(few_drugs: Path, tmp_path: Path) -> None:
    copy = tmp_path / "nibwatch.duckdb"
    shutil.copyfile(few_drugs, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("UPDATE meta.run SET is_synthetic = FALSE")
    index = write_report(copy, tmp_path / "report")
    assert "SYNTHETIC" not in index.read_text(encoding="utf-8")


def test_text_from_outside_is_text(hostile_site: Path) -> None:
    whole = "".join(path.read_text(encoding="utf-8") for path in pages(hostile_site))
    assert HOSTILE not in whole
    assert HOSTILE_DRUG not in whole
    assert "<svg onload" not in whole
    assert "&lt;img src=x" in whole


def test_text_from_outside_turns_nothing_round_on_a_page_and_hides_nothing(hostile_site: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages(hostile_site)}
    assert {name for name, text in texts.items() for line in text.split("\n") if not line.isprintable()} == set()
    assert r"\u202e\u2066\x1b[31m\u200b" in texts["data-quality.html"]


def test_a_drug_with_a_hostile_name_has_a_page_inside_the_folder(hostile_site: Path) -> None:
    path = hostile_site / drug_path(HOSTILE_DRUG, "ingredient")
    assert path.is_file()
    assert path.parent == hostile_site / "drugs"
    assert "&lt;svg onload" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "other"), [("a b", "a-b"), ("A", "a"), ("../x", "x"), ("β", "γ"), ("", "page"), ("x" * 90, "x" * 91)]
)
def test_two_names_never_share_a_page(one: str, other: str) -> None:
    assert page_name(one) != page_name(other)
    assert re.fullmatch(r"[a-z0-9_-]+", page_name(one))


def test_a_number_of_a_paper_that_is_none_leads_nowhere() -> None:
    names = ("pmid", "doi", "trial")
    rows = [("123", "10.1000/x", "NCT01234567"), ('1"><script>', "javascript:alert(1)", "NCT1")]
    made = table(queried(names, made_rows := records(names, rows), {}), made_rows)
    assert [cell.href for cell in made.rows[0]] == [
        "https://pubmed.ncbi.nlm.nih.gov/123/", "https://doi.org/10.1000/x", "https://clinicaltrials.gov/study/NCT01234567",
    ]  # fmt: skip
    assert [cell.href for cell in made.rows[1]] == [None, None, None]


def test_an_estimate_is_shown_with_its_interval_and_an_undefined_one_as_a_dash() -> None:
    names = ("ror", "ror_lower", "ror_upper")
    made = table(queried(names, rows := records(names, [(2.5, 1.25, 5.0), (None, None, None)]), {}), rows)
    assert [column.title for column in made.columns] == ["ROR (95%)"]
    assert [row[0].text for row in made.rows] == ["2.50 (1.25 to 5.00)", "–"]
    assert [row[0].sort_value for row in made.rows] == ["2.5", ""]


def test_a_chart_names_what_stands_out_and_escapes_its_labels() -> None:
    rows = [{"drug": HOSTILE_DRUG, "ic": 2.0, "ic_lower": 1.0, "ic_upper": 3.0},
            {"drug": "quiet", "ic": 0.0, "ic_lower": -1.0, "ic_upper": 1.0}]  # fmt: skip
    figure = forest([Row(**row) for row in rows], label="drug", what="Drugs")
    assert figure is not None
    assert "<svg onload" not in figure.svg
    assert figure.svg.count("<svg") == 1
    assert HOSTILE_DRUG in figure.text
    assert "quiet" not in figure.text


def test_every_item_of_the_checklist_is_answered_or_left_to_a_person_by_name(site: Path) -> None:
    items = checklist()
    # Fusaroli 2024, Table 1: 14 items with 32 parts.
    assert [item.number for item in items] == (
        [
            "1a",
            "1b",
            "2a",
            "2b",
            "2c",
            "3",
            "4a",
            "4b",
            "5a",
            "5b",
            "6a",
            "6b",
            "6c",
            "6d",
            "7a",
            "7b",
            "7c",
            "7d",
            "7e",
            "8a",
            "8b",
            "9",
            "10",
            "11",
            "12a",
            "12b",
            "12c",
            "13",
            "14a",
            "14b",
            "14c",
            "14d",
        ]
    )
    text = (site / "readus-pv.html").read_text(encoding="utf-8")
    assert "{" not in text.partition("<main")[2].partition("</main")[0]
    assert text.count("a person") > 10


def test_what_was_not_held_against_the_paper_is_marked_as_such(site: Path) -> None:
    # Table 1 of the paper could be read up to item 6a; the rest comes from a reproduction of it.
    held = [item.number for item in checklist() if item.wording_from == "paper"]
    assert held == ["1a", "1b", "2a", "2b", "2c", "3", "4a", "4b", "5a", "5b", "6a"]
    text = (site / "readus-pv.html").read_text(encoding="utf-8")
    assert text.count(">a secondary source</td>") == len(checklist()) - len(held) == 21
    assert "items 6b to 14d rests on a secondary source" in " ".join(text.split())


def test_a_report_is_replaced_whole(few_drugs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(few_drugs, folder)
    (folder / "drugs" / "gone.html").write_text("a drug that is watched no more")
    write_report(few_drugs, folder)
    assert not (folder / "drugs" / "gone.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_every_page_leads_to_the_digest_and_the_feed_that_lie_beside_it(few_drugs: Path, tmp_path: Path) -> None:
    beside = [tmp_path / "report" / name for name in ("digest.html", "feed.atom")]
    write_report(few_drugs, tmp_path / "report", {path.name: b"" for path in beside})
    for page in {*tmp_path.rglob("*.html")} - {*beside}:
        links = re.findall(r'<a href="([^"]*(?:digest.html|feed.atom))"', page.read_text())
        assert [(page.parent / link).resolve() for link in links] == [path.resolve() for path in beside], page


@pytest.mark.parametrize("content", ["thesis.txt", "index.html"])
def test_a_folder_that_is_no_report_is_left_alone(small_publication: Publication, tmp_path: Path, content: str) -> None:
    (tmp_path / content).write_text("a year of work")
    with pytest.raises(RequestError, match="no report of nibwatch"):
        write_report(small_publication.path, tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(content, "a year of work")]


def test_a_report_that_fails_on_the_way_leaves_the_earlier_one(
    few_drugs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "report"
    write_report(few_drugs, folder)
    before = (folder / "index.html").read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module, "_write", full_disk)
    with pytest.raises(Exception, match="No space left on device"):
        write_report(few_drugs, folder)
    assert (folder / "index.html").read_bytes() == before
    assert (folder / MARKER).is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_trend_says_where_each_analysis_begins_and_ends_and_draws_what_is_known() -> None:
    rows = [
        {"quarter": f"2023Q{number}", "analysis": analysis, "a": number, "ic": ic, "ic_lower": ic - 1, "ic_upper": ic + 1}
        for analysis, shift in (("primary", 0.0), ("no_ms_context", 1.0))
        for number, ic in ((1, 0.25 + shift), (2, 1.5 + shift))
    ] + [{"quarter": "2022Q4", "analysis": "primary", "a": 0, "ic": None, "ic_lower": None, "ic_upper": None}]  # fmt: skip
    figure = trend([Row(**row) for row in rows], what="x and y")
    assert figure is not None
    assert "from 2023Q1 to 2023Q2" in figure.text
    # 2^0.25, and 2^1.5 with 2^0.5 and 2^2.5
    assert "primary from 1.2 to 2.8 (1.4 to 5.7) times as often as expected, with 2 cases" in figure.text
    assert "no_ms_context from 2.4 to 5.7" in figure.text
    assert figure.svg.count(" course") == 2


def test_a_chart_of_quartiles_shows_median_and_quartiles_of_each_event() -> None:
    row = {"event": HOSTILE_DRUG, "median_days": 64.0, "lower_quartile_days": 52.0, "upper_quartile_days": 1240.0}
    figure = quartiles([Row(**row, known_count=6)], what="imatinib")
    assert "64 (52 to 1,240) of 6 dated cases" in figure.text
    assert "<svg onload" not in figure.svg


@pytest.mark.parametrize(
    "title",
    [
        "New central demyelination (cns_onset) over time",
        "Since when",
        "Days from the start of therapy to the event",
        "Masking",
        "Fragility",
        "Calibration by negative controls",
        "Sequential test",
        "Cases",
        "Animal and culture studies",
        "Trials in demyelinating disease",
        "US labels that name a demyelinating event",
    ],
)
def test_a_drugs_page_has_every_section_with_its_query(site: Path, title: str) -> None:
    text = (site / "drugs" / "imatinib.html").read_text(encoding="utf-8")
    section = text.partition(f">{title}</h2>")[2].partition("</section>")[0]
    assert "nibwatch sql" in section
    assert "<table" in section or "<p>" in section
    assert f">{title}</a>" in text.partition('aria-label="On this page"')[2].partition("</nav>")[0]
