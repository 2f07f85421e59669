"""Analyses are rows of a watchlist: how they extend the defaults, how a bad one is refused, and that no code names one."""

import re
from pathlib import Path

import pytest

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.vocabulary.watchlist import Watchlist, load_watchlist

SMALL = """
{top}
[class]
name = "c"
ingredients = ["imatinib"]
[groups.g]
terms = ["Alpha"]
[lists.context]
words = "reports in the context"
indications = ["Beta"]
[lists.empty]
words = "nothing"
{analyses}
"""
OWN = '[[analyses]]\nname = "{name}"\nwords = "in words"\n{terms}\n'
DEFAULTS = [
    "primary", "ps_only", "hcp_only", "same_indication", "without_literature_duplicates",
    "without_probable_duplicates", "before_publicity", "adjusted",
]  # fmt: skip


def load(tmp_path: Path, *analyses: tuple[str, str], top: str = "") -> Watchlist:
    path = tmp_path / "mine.toml"
    written = "".join(OWN.format(name=name, terms=terms) for name, terms in analyses)
    path.write_text(SMALL.format(top=top, analyses=written))
    return load_watchlist(path)


def names(watchlist: Watchlist) -> list[str]:
    return [analysis.name for analysis in watchlist.analyses]


def test_a_watchlist_without_analyses_has_the_defaults(tmp_path: Path) -> None:
    assert names(load(tmp_path)) == DEFAULTS


def test_an_analysis_of_a_defaults_name_replaces_it_in_its_place(tmp_path: Path) -> None:
    watchlist = load(tmp_path, ("hcp_only", 'reporters = "health professionals"\nsuspects = "primary"'))
    assert names(watchlist) == DEFAULTS
    assert watchlist.analyses[2].suspects == "primary"


def test_another_stands_at_the_end_or_behind_the_one_it_names(tmp_path: Path) -> None:
    watchlist = load(
        tmp_path,
        ("last", 'leave_out = ["context"]'),
        ("second", 'after = "primary"\nadjusted = true\nleave_out = ["context"]'),
    )
    assert names(watchlist) == ["primary", "second", *DEFAULTS[1:], "last"]


def test_the_defaults_can_be_dropped(tmp_path: Path) -> None:
    watchlist = load(
        tmp_path, ("all_reports", ""), ("no_context", 'leave_out = ["context"]'), top="default_analyses = false"
    )
    assert names(watchlist) == ["all_reports", "no_context"]
    assert watchlist.comparison_analysis == "all_reports"


def test_an_analysis_is_empty_only_where_all_its_lists_are(tmp_path: Path) -> None:
    watchlist = load(
        tmp_path, ("without_nothing", 'leave_out = ["empty"]'), ("without_some", 'leave_out = ["empty", "context"]')
    )
    assert [one.name for one in watchlist.analyses if watchlist.is_empty(one)] == ["without_nothing"]


def test_what_is_asked_of_the_drug_restricts_the_comparator() -> None:
    ours = {one.name: one for one in load_watchlist("tki_demyelination").analyses}
    assert ours["same_indication"].is_restricted and not ours["no_ms_context"].is_restricted
    assert {name for name, one in ours.items() if not one.is_same_for_every_drug} >= {
        "ps_only", "same_indication", "before_publicity", "adjusted",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "terms", "said"),
    [
        ("No context", 'leave_out = ["context"]', r"analyses\[1\].name: expected a name in lower case"),
        ("x", 'leave_out = ["contxt"]', r"analyses.x.leave_out: expected one of context, empty \(did you mean context\?\)"),
        ("x", 'comparator = "the class"', r"analyses.x.comparator: expected one of all, all but the class, only the class"),
        ("x", 'comparator = "context"', r"analyses.x.comparator: expected one of all, .*, found 'context'"),
        ("x", 'suspects = "any"', r"analyses\[1\].suspects: expected 'all' or 'primary', found 'any'"),
        ("x", 'reporters = "doctors"', r"analyses\[1\].reporters: expected 'all' or 'health professionals'"),
        ("x", 'received_before = "2020"', r"analyses\[1\].received_before: expected 'publicity'"),
        ("x", "adjust = true", r"analyses\[1\].adjust: expected one of the keys .*did you mean adjusted"),
        ("x", 'after = "nowhere"\nadjusted = true', r"analyses.x.after: expected the name of an analysis before it"),
        ("x", "adjusted = true", r"analyses.x: expected analyses that differ, found what adjusted does"),
        ("x", "", r"analyses.x: expected analyses that differ, found what primary does"),
        ("primary", 'suspects = "primary"', r"analyses: expected a first analysis that leaves nothing out"),
    ],
)  # fmt: skip
def test_a_bad_analysis_is_refused_with_its_key(tmp_path: Path, name: str, terms: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        load(tmp_path, (name, terms))


@pytest.mark.parametrize("analysis", ["same_indication", "adjusted", "ps_only", "before_publicity", "without_nothing"])
def test_a_topic_is_judged_only_in_an_analysis_of_the_same_reports_for_every_drug(
    tmp_path: Path, analysis: str
) -> None:
    with pytest.raises(RequestError, match=r"comparison.analysis: expected an analysis whose reports are the same"):
        load(
            tmp_path,
            ("without_nothing", 'leave_out = ["empty"]'),
            top=f'comparison = {{ analysis = "{analysis}", group = "g" }}',
        )


def test_no_analysis_is_named_in_sql_python_or_templates() -> None:
    analyses = {one.name for path in ("tki_demyelination",) for one in load_watchlist(path).analyses}
    unique = "|".join(sorted(name for name in analyses if "_" in name))
    named = re.compile(
        rf"\b(?:{unique})\b|\banalysis\b\W{{0,4}}(?:==?|!=|<>|in \(|in \[)\s*['\"](?:{'|'.join(sorted(analyses))})\b",
        re.IGNORECASE,
    )
    files = [
        path
        for folder in ("sql", "signals", "flows")
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in {".sql", ".py", ".toml", ".html", ".txt", ".csv"}
    ]
    found = [
        f"{path.relative_to(CHECKOUT)}: {match[0]}"
        for path in files
        for match in named.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
