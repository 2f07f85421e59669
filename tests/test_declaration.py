"""sql/build.toml declares what exists, in words that are known, or the build stops with a sentence."""

from pathlib import Path

import pytest

from signals.build.graph import sql_models
from signals.declaration import read_declaration
from signals.tables import build_models

BUILD_FILE = """
schemas = [
    { name = "lake", kind = "given", idea = "as loaded" },
    { name = "staging", kind = "scratch", idea = "in one shape" },
    { name = "cases", kind = "published", idea = "cases" },
]
working = ["cases.link"]
for_all_watchlists = []

[tables."sources/faers"]
report = "view by quarter"

[tables.cases]
cases = "by slice of caseid"
event = "by quarter"
link = "view"
"""
SELECTS = {
    "sources/faers/report": "SELECT 1 FROM lake.demo",
    "sources/canada/report": "SELECT 1 FROM lake.reports",
    "cases/cases": "SELECT 1",
    "cases/event": "SELECT 1",
    "cases/link": "SELECT 1",
    "cases/plain": "SELECT 1",
}


@pytest.fixture
def sql_folder(tmp_path: Path) -> Path:
    """A folder of SELECTs with its build file: two sources, one schema."""
    for name, sql in SELECTS.items():
        path = tmp_path / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql)
    (tmp_path / "build.toml").write_text(BUILD_FILE)
    return tmp_path


def test_a_table_is_made_as_the_build_file_declares(sql_folder: Path) -> None:
    found = {m.name: (m.is_view, m.is_by_quarter, m.slice_by) for m in sql_models(sql_folder)}
    assert found == {
        "staging.report": (True, True, None),
        "cases.cases": (False, False, "caseid"),
        "cases.event": (False, True, None),
        "cases.link": (True, False, None),
        "cases.plain": (False, False, None),
    }


def test_another_source_makes_staging_from_its_own_folder(sql_folder: Path) -> None:
    (staging,) = (m for m in sql_models(sql_folder, source="canada") if m.schema == "staging")
    assert (staging.reads, staging.is_by_quarter) == ({"lake.reports"}, False)


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ('link = "view"', 'lnk = "view"', "names cases/lnk, but there is no file sql/cases/lnk.sql"),
        ('link = "view"', 'link = "views"', "tables.cases.link: expected `view`, `by quarter`, .*, found 'views'"),
        ('link = "view"', "link = true", "tables.cases.link: expected `view`, .*, found True"),
        (
            'link = "view"',
            'link = "view by slice of caseid"',
            "tables.cases.link: expected .*, found 'view by slice of caseid'",
        ),
        ('link = "view"', 'link = "by slice of"', "tables.cases.link: expected .*, found 'by slice of'"),
        ("working", "workign", "workign: expected one of the keys .*did you mean working"),
        ('["cases.link"]', '"cases.link"', "working: expected a valid list, found 'cases.link'"),
        ('["cases.link"]', '["staging.report"]', "working names staging.report, which is in no published schema"),
        (
            'kind = "published"',
            'kind = "publshed"',
            "kind: expected 'given', 'scratch' or 'published', found 'publshed'",
        ),
        ('idea = "cases"', 'order = "cases"', "order: expected one of the keys idea, kind, name"),
        ('name = "cases"', 'name = "case"', "does not name cases, and sql/ has a folder of that name"),
        ('name = "staging"', 'name = "lake"', "schemas names lake twice"),
    ],
)
def test_what_is_not_known_is_named(sql_folder: Path, written: str, instead: str, sentence: str) -> None:
    path = sql_folder / "build.toml"
    path.write_text(path.read_text().replace(written, instead, 1))
    with pytest.raises(ValueError, match=rf"^sql/build.toml: .*{sentence}"):
        read_declaration(sql_folder)


def test_the_schemas_of_a_kind_come_in_their_order() -> None:
    declaration = read_declaration()
    assert declaration.names("given", "scratch", "published")[0] == "lake"
    assert declaration.names("published") == ("faers", "signals", "evidence", "history", "meta")


def test_every_working_table_is_one_that_some_model_makes() -> None:
    made = {model.name for model in build_models()}
    assert {*read_declaration().working} <= made
