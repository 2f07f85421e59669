from dataclasses import replace
from datetime import datetime

import duckdb

from signals.digest.content import DigestContent, read_content
from signals.present.query import Row
from tests.digest.weeks import EARLIER, IMATINIB, NILOTINIB, RUN, Publish, Watched, Week

WEAK = replace(IMATINIB, a=2, expected=0.9, ic_lower=-0.4, verdict="too few reports")


def changed(publish: Publish, week: Week) -> list[tuple[str, str]]:
    changes = read_content(publish(week)).changes
    assert changes is not None
    return [(pair.drug, pair.change) for pair in changes.pairs]


def only_pair(content: DigestContent) -> Row:
    assert content.changes is not None
    (pair,) = content.changes.pairs
    return pair


def test_the_first_publication_has_nothing_to_compare_with(publish: Publish) -> None:
    assert read_content(publish(Week())).changes is None


def test_a_pair_that_crosses_the_criterion_is_new_with_its_numbers_then_and_now(publish: Publish) -> None:
    pair = only_pair(read_content(publish(Week(watch=[IMATINIB], before=[WEAK]))))
    assert (pair.change, pair.a_before, pair.a_now, pair.ic_lower_before, pair.ic_lower_now) == (
        "new",
        2,
        12,
        -0.4,
        2.11,
    )


def test_a_pair_that_no_longer_meets_the_criterion_is_gone(publish: Publish) -> None:
    assert changed(publish, Week(watch=[NILOTINIB], before=[Watched("nilotinib")])) == [("nilotinib", "gone")]


def test_a_standing_pair_that_was_not_watched_before_is_new(publish: Publish) -> None:
    week = Week(watch=[IMATINIB, NILOTINIB], before=[NILOTINIB])
    assert changed(publish, week) == [("imatinib", "new")]


def test_a_standing_pair_that_left_the_watchlist_is_gone(publish: Publish) -> None:
    week = Week(watch=[NILOTINIB], before=[IMATINIB, NILOTINIB])
    assert changed(publish, week) == [("imatinib", "gone")]


def test_a_clear_rise_of_the_lower_bound_is_strengthened_and_a_clear_fall_weakened(publish: Publish) -> None:
    up, down = Watched("up"), Watched("down")
    before = [replace(up, ic_lower=2.11 - 0.26), replace(down, ic_lower=2.11 + 0.26)]
    assert sorted(changed(publish, Week(watch=[up, down], before=before))) == [
        ("down", "weakened"),
        ("up", "strengthened"),
    ]


def test_a_small_move_of_the_lower_bound_is_no_change(publish: Publish) -> None:
    assert changed(publish, Week(watch=[IMATINIB], before=[replace(IMATINIB, ic_lower=1.9)])) == []


def test_a_move_of_a_pair_that_never_stood_out_is_no_change(publish: Publish) -> None:
    assert changed(publish, Week(watch=[NILOTINIB], before=[replace(NILOTINIB, ic_lower=-2.0)])) == []


def test_an_earlier_publication_of_another_watchlist_is_not_compared_with(publish: Publish) -> None:
    other = [*EARLIER[:8], "statins", *EARLIER[9:]]
    assert read_content(publish(Week(before=[IMATINIB], earlier=other))).changes is None


def test_the_latest_earlier_publication_is_the_one_compared_with(publish: Publish) -> None:
    import duckdb

    path = publish(Week(watch=[IMATINIB], before=[WEAK]))
    with duckdb.connect(str(path)) as connection:
        older = ["run-0", datetime(2026, 11, 10), datetime(2026, 11, 10), *EARLIER[3:]]
        connection.execute("INSERT INTO meta.run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", older)
        connection.execute(
            "INSERT INTO history.watch SELECT 'run-0', * EXCLUDE (run_id) REPLACE (0 AS a) FROM history.watch"
        )
    assert only_pair(read_content(path)).a_before == 2


def test_what_else_differs_between_the_publications_is_stated(publish: Publish) -> None:
    run = [*RUN[:3], "0.2.0", *RUN[4:9], "edited", *RUN[10:]]
    changes = read_content(publish(Week(before=[IMATINIB], run=run))).changes
    assert changes is not None
    assert changes.quarters == ("quarters added: 2026Q2",)
    assert changes.protocol == ("the watchlist was edited", "the code changed from 0.1.0 to 0.2.0")


RISE = Week(watch=[replace(IMATINIB, a=20, ic_lower=2.6)], before=[IMATINIB])
BOTH = "['primary', 'no_ms_context']"


def why(publish: Publish, sql: str, week: Week = RISE) -> str:
    """Why imatinib changed, after the statements put cases into the file; cases 1 to 1233 are counted."""
    path = publish(week)
    with duckdb.connect(str(path)) as connection:
        for case in (1, 2, 3):
            connection.execute(
                f"INSERT INTO history.watch_case VALUES ('run-1', 'imatinib', 'ingredient', 'cns_onset', 'group', {case}, {BOTH}, 'tki_demyelination')"
            )
        connection.execute(sql)
    (pair,) = [pair for pair in read_content(path).changes.pairs if pair.analysis == "no_ms_context"]
    return pair.why


def now(*cases: int, analyses: str = BOTH) -> str:
    rows = ", ".join(
        f"('imatinib', 'ingredient', 'cns_onset', 'group', {case}, {analyses}, 'tki_demyelination')" for case in cases
    )
    return f"INSERT INTO signals.watch_case VALUES {rows};"


def test_cases_of_a_new_quarter_are_distinguished_from_cases_that_were_held_before(publish: Publish) -> None:
    sql = "UPDATE faers.cases SET quarter = '2026Q2' WHERE caseid IN (10, 11);" + now(1, 2, 3, 10, 11, 12)
    assert why(publish, sql) == "cases +1 came in from a case held before, +2 of a new quarter"


def test_a_deleted_case_a_duplicate_and_a_rewritten_one_are_listed_apart(publish: Publish) -> None:
    deleted = "INSERT INTO meta.deleted_case VALUES (1); DELETE FROM faers.cases WHERE caseid = 1;"
    duplicate = "UPDATE faers.cases SET duplicate_of = 9, is_counted = FALSE WHERE caseid = 2;"
    said = why(publish, deleted + duplicate + now(50))
    assert said == (
        "cases +1 came in from a case held before, -1 deleted by FDA, -1 now known as a duplicate, -1 rewritten by a follow-up"
    )


def test_a_case_that_left_one_analysis_only_is_rewritten_there(publish: Publish) -> None:
    assert why(publish, now(1, 2) + now(3, analyses="['primary']")) == "cases -1 rewritten by a follow-up"


def test_where_no_case_came_or_went_the_comparator_moved(publish: Publish) -> None:
    same = Week(watch=[replace(IMATINIB, ic_lower=2.6)], before=[IMATINIB])
    assert why(publish, now(1, 2, 3), same) == "the same number of cases: what is expected moved"


def test_without_the_cases_of_then_the_reason_is_not_made_up(publish: Publish) -> None:
    path = publish(RISE)
    (pair,) = read_content(path).changes.pairs
    assert pair.why == "not known: the cases behind the earlier number were not kept"
