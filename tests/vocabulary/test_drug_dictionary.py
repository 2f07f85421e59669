"""The user's own DiAna dictionary: what is read of it, and what it is used for."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.vocabulary.dictionary import read_dictionary, register_dictionary

GOOD = """"drugname";"Substance";"Checked"
"avastyn";"bevacizumab";"TRUE"
"foo plus 20 mg";"naproxen;esomeprazole";""
"bar";"NA";""
"study foo";"imatinib, trial";""
"twin";"one";""
"Twin.";"two";""
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "DiAna_dictionary.csv"
    path.write_text(text)
    return path


def test_names_lead_to_their_substances_and_na_to_none(tmp_path: Path) -> None:
    rows = read_dictionary(write(tmp_path, GOOD)).to_pylist()
    assert [(row["drugname"], row["ingredient"]) for row in rows] == [
        ("avastyn", "bevacizumab"), ("foo plus 20 mg", "naproxen"), ("foo plus 20 mg", "esomeprazole"),
        ("study foo", "imatinib"), ("twin", "one"), ("twin.", "two"),
    ]  # fmt: skip


def test_it_names_only_what_no_other_rule_names(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, name_drugs: Callable[[list], dict]
) -> None:
    register_dictionary(connection, write(tmp_path, GOOD + '"zocor";"nonsense";""\n"glivec";"nonsense";""\n'))
    try:
        named = name_drugs([
            ("AVASTYN.", None), ("Foo Plus", None), ("bar", None), ("twin", None), ("ZOCOR", None), ("zocor", "SIMVASTATIN"),
            ("glivec", None), (None, "UNSPECIFIED INGREDIENT"),
        ])  # fmt: skip
    finally:
        connection.execute("DELETE FROM reference.drug_dictionary")
    assert named["AVASTYN.", None] == {"bevacizumab": "dictionary"}
    assert named["Foo Plus", None] == {"naproxen": "dictionary", "esomeprazole": "dictionary"}
    assert named["bar", None] == {"bar": "text"}
    assert named["twin", None] == {"twin": "text"}, "two meanings decide nothing"
    assert named["ZOCOR", None] == {"simvastatin": "borrowed"}
    assert named["glivec", None] == {"imatinib": "kinase"}
    assert named[None, "UNSPECIFIED INGREDIENT"] == {"unspecified ingredient": "text"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("drugname,Substance\na,b\n", "expected a CSV separated by semicolons with the columns drugname and Substance"),
        ("", "found nothing"),
        ("drugname;Substance\na;NA\n", "names no substance in any row"),
        ("drugname;Substance\na;b\nc\n", "line 3: expected 2 fields separated by semicolons, found fewer"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        read_dictionary(write(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"none\.csv cannot be read"):
        read_dictionary(tmp_path / "none.csv")
