"""What the page on the data says beside its blocks."""

from pathlib import Path

from signals.pages.site import write_report


def test_the_page_on_the_data_says_why_literature_sources_failed(few_drugs: Path, site: Path, tmp_path: Path) -> None:
    why = "PubMed did not answer (503). PubMed brought nothing new in this run; nothing is known from it yet."
    write_report(few_drugs, tmp_path / "report", problems=[why])
    assert f"<p>{why}</p>" in (tmp_path / "report" / "data-quality.html").read_text(encoding="utf-8")
    assert "<p>None, the last time each of them was asked.</p>" in (site / "data-quality.html").read_text(
        encoding="utf-8"
    )
