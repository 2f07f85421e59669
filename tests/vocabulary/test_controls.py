"""Controls and the sequential test in a watchlist: what ours names, and how a bad one is refused."""

from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.vocabulary.watchlist import Watchlist, load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist

FULL = """
[class]
name = "c"
ingredients = ["imatinib", "nilotinib"]
[groups.g]
terms = ["Alpha", "Beta"]
[groups.h]
terms = ["Gamma"]
[[analyses]]
name = "no_context"
words = "without the context"
leave_out = ["context"]
[lists.context]
words = "reports in the context"
ingredients = ["natalizumab"]
[[positive_controls]]
ingredient = "natalizumab"
event = "Beta"
published_ror = 4.0
published_ror_lower = 3.0
published_ror_upper = 5.0
source = "a paper"
[[positive_controls]]
ingredient = "etanercept"
event = "h"
source = "a label"
[negative_controls]
fixed_on = "2026-11-25"
rule = "Old drugs."
ingredients = ["warfarin", "lisinopril"]
[negative_controls.except]
h = ["warfarin"]
[sequential]
alpha = 0.05
upper_limit = 20
minimum_events = 4
"""


def load(tmp_path: Path, text: str) -> Watchlist:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return load_watchlist(path)


def test_ours_has_at_least_thirty_negative_controls_for_each_event_group() -> None:
    ours = load_watchlist("tki_demyelination")
    assert ours.negative_controls is not None
    assert all(len(ours.negative_controls.of_group(group)) >= 30 for group in ours.groups)


def test_ours_names_natalizumab_with_pml_and_the_published_ratios_of_tnf_inhibitors() -> None:
    controls = {(one.ingredient, one.event): one for one in load_watchlist("tki_demyelination").positive_controls}
    assert ("natalizumab", "Progressive multifocal leukoencephalopathy") in controls
    # Antonazzo 2018, PMID 30058390
    found = controls["etanercept", "Multiple sclerosis"]
    assert (found.published_ror, found.published_ror_lower, found.published_ror_upper) == (2.48, 2.24, 2.74)


def test_the_tables_that_the_build_reads(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS watchlist")
        register_watchlist(connection, load(tmp_path, FULL))
        assert connection.execute(
            "SELECT control_kind, drug, event, published_ror FROM watchlist.control ORDER BY ALL"
        ).fetchall() == [
            ("negative", "lisinopril", "g", None), ("negative", "lisinopril", "h", None),
            ("negative", "warfarin", "g", None), ("positive", "etanercept", "h", None), ("positive", "natalizumab", "Beta", 4.0),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.sequential").fetchall() == [(0.05, 20.0, 4, "primary", "g")]


def test_a_watchlist_without_them_has_empty_tables(tmp_path: Path) -> None:
    text = FULL[: FULL.index("[[positive_controls]]")]
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS watchlist")
        register_watchlist(connection, load(tmp_path, text))
        for table in ("control", "sequential"):
            assert connection.execute(f"SELECT count(*) FROM watchlist.{table}").fetchone() == (0,)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('event = "Beta"', 'event = "beta"', r"positive_controls\[1\].event: expected a term or group of this watchlist"),
        ("published_ror = 4.0", "", r"published_ror: expected an odds ratio, alone or with both bounds"),
        ("published_ror_upper = 5.0", "", r"published_ror: expected an odds ratio, alone or with both bounds"),
        ("published_ror = 4.0", "published_ror = 9.0", r"published_ror: expected lower <= ratio <= upper, found 3.0, 9.0, 5.0"),
        ("published_ror = 4.0", 'published_ror = "4"', r"published_ror: expected a number above 0, found '4'"),
        ("published_ror = 4.0", "published_ror = nan", r"published_ror: expected a number above 0, found nan"),
        ('source = "a label"', "", r"positive_controls\[2\].source: expected a text, found nothing"),
        ('"warfarin", "lisinopril"', '"warfarin", "imatinib"', r"negative_controls.ingredients: expected drugs that are not watched.*found 'imatinib'"),
        ('"warfarin", "lisinopril"', '"warfarin", "natalizumab"', r"negative_controls.ingredients: .*found 'natalizumab'"),
        ('rule = "Old drugs."', "", r"negative_controls.rule: expected a text, found nothing"),
        ('h = ["warfarin"]', 'x = ["warfarin"]', r"negative_controls.except.x: expected one of the groups g, h"),
        ('h = ["warfarin"]', 'h = ["aspirin"]', r"negative_controls.except.h: expected negative controls of this watchlist, found 'aspirin'"),
        ("alpha = 0.05", "alpha = 0.9", r"sequential.alpha: expected a number above 0 and at most 0.5, found 0.9"),
        ("alpha = 0.05", "alpha = true", r"sequential.alpha: expected a number above 0"),
        ("upper_limit = 20", "upper_limit = 0.2", r"sequential.upper_limit: expected enough expected events for alpha / 2 drugs, found 0.2"),
        ("minimum_events = 4", "minimum_events = 4.5", r"sequential.minimum_events: expected a whole number of at least 1, found 4.5"),
        ("minimum_events = 4", "minimum_event = 4", r"sequential.minimum_event: expected one of the keys .*did you mean minimum_events"),
    ],
)  # fmt: skip
def test_a_bad_one_is_refused_with_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FULL
    with pytest.raises(RequestError, match=said):
        load(tmp_path, FULL.replace(old, new, 1))
