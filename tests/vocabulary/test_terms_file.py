"""Terms of a group from a file: a list, MedDRA's ASCII lines, a table of groups."""

from pathlib import Path

import pytest

from signals.errors import RequestError
from signals.vocabulary.terms_file import read_terms
from signals.vocabulary.watchlist import load_watchlist

WATCHLIST = """
[class]
name = "x"
ingredients = ["imatinib"]
[groups.g]
terms = ["Tendonitis"]
terms_file = "terms.txt"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "terms.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_holds_a_term_a_line_and_each_counts_once(tmp_path: Path) -> None:
    assert read_terms(written(tmp_path, "Tendonitis\n\nTendon rupture\nTendonitis\n")) == (
        "Tendonitis",
        "Tendon rupture",
    )


def test_a_line_of_meddra_gives_the_first_field_that_is_no_code(tmp_path: Path) -> None:
    # The shape of pt.asc: code, name, an empty field, the code of the primary SOC and so on, each ended by $ (SYNTHETIC codes)
    text = "10000001$Tendonitis$$10028395$$$$$$$$\n10000002$Tendon rupture$$10022117$$$$$$$$\n"
    assert read_terms(written(tmp_path, text)) == ("Tendonitis", "Tendon rupture")


def test_lines_of_codes_alone_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"line 1 names no term: .*join it with pt.asc first"):
        read_terms(written(tmp_path, "20000001$10000001$4$2$A$0$A$26.0$26.0$\n"))


def test_a_table_gives_the_terms_of_one_group(tmp_path: Path) -> None:
    text = "OCMQ,Preferred Term,Scope\nTendinopathy,Tendonitis,Narrow\nAngioedema,Angioedema,Narrow\n"
    assert read_terms(written(tmp_path, text), "Tendinopathy") == ("Tendonitis",)
    assert read_terms(written(tmp_path, text.replace(",", "\t"))) == ("Tendonitis", "Angioedema")


def test_a_table_without_the_group_or_a_column_of_terms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="has no row of 'Cough'"):
        read_terms(written(tmp_path, "OCMQ,PT\nTendinopathy,Tendonitis\n"), "Cough")
    with pytest.raises(
        RequestError, match=r"has no column of preferred terms: expected one of pt, .* found group, name"
    ):
        read_terms(written(tmp_path, "group,name\nTendinopathy,Tendonitis\n"))


@pytest.mark.parametrize("text", ["Tendonitis\nTendon rupture\n", "10000001$Tendonitis$$10028395$$$$$$$$\n"])
def test_a_group_of_a_file_without_groups_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RequestError, match="has no groups: terms_of = 'Tendinopathy' expects a table"):
        read_terms(written(tmp_path, text), "Tendinopathy")


@pytest.mark.parametrize("row", ["Tendinopathy,,Narrow", "Tendinopathy"])
def test_a_row_without_a_term_is_refused_and_an_empty_one_is_not(tmp_path: Path, row: str) -> None:
    text = "OCMQ,PT,Scope\n,,\nTendinopathy,Tendonitis,Narrow\n"
    assert read_terms(written(tmp_path, text)) == ("Tendonitis",)
    with pytest.raises(RequestError, match="has a row without a term"):
        read_terms(written(tmp_path, text + row), "Tendinopathy")


def test_an_empty_file_and_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is empty"):
        read_terms(written(tmp_path, "\n"))
    with pytest.raises(RequestError, match="cannot be read"):
        read_terms(tmp_path / "none.txt")
    with pytest.raises(RequestError, match="has no term below its header"):
        read_terms(written(tmp_path, "OCMQ,PT\n"))


def test_a_group_has_its_own_terms_then_those_of_its_file_and_the_hash_is_of_both(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(WATCHLIST)
    written(tmp_path, "TENDONITIS\nTendon rupture\n")
    first = load_watchlist(tmp_path / "mine.toml")
    assert first.groups["g"].terms == ("Tendonitis", "Tendon rupture")
    written(tmp_path, "Tendon rupture\nTendon pain\n")
    assert load_watchlist(tmp_path / "mine.toml").sha256 != first.sha256


@pytest.mark.parametrize(("terms", "place"), [('"Tendonitis"', ""), ('["Tendonitis", 3]', r"\[2\]")])
def test_terms_that_are_no_list_of_texts_are_refused_beside_a_file_too(tmp_path: Path, terms: str, place: str) -> None:
    (tmp_path / "mine.toml").write_text(WATCHLIST.replace('["Tendonitis"]', terms))
    written(tmp_path, "Tendon pain\n")
    with pytest.raises(RequestError, match=rf"key groups\.g\.terms{place}: expected"):
        load_watchlist(tmp_path / "mine.toml")


def test_a_brand_among_the_ingredients_is_its_ingredient_and_reported(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        WATCHLIST.replace('"imatinib"', '"gleevec", "cipro", "nilotinib", "no such drug"')
    )
    written(tmp_path, "Tendon pain\n")
    watchlist = load_watchlist(tmp_path / "mine.toml")
    assert watchlist.drug_class.ingredients == ("imatinib", "ciprofloxacin", "nilotinib", "no such drug")
    assert watchlist.renamed == {"imatinib": "gleevec", "ciprofloxacin": "cipro"}
