from dataclasses import replace
from datetime import datetime

from signals.digest.changes import PairChange
from signals.digest.content import DigestContent, read_content
from tests.digest.weeks import EARLIER, IMATINIB, NILOTINIB, RUN, Publish, Watched, Week

WEAK = replace(IMATINIB, a=2, expected=0.9, ic_lower=-0.4, verdict="too few reports")


def changed(publish: Publish, week: Week) -> list[tuple[str, str]]:
    changes = read_content(publish(week)).changes
    assert changes is not None
    return [(pair.drug, pair.change) for pair in changes.pairs]


def only(content: DigestContent) -> PairChange:
    assert content.changes is not None
    (pair,) = content.changes.pairs
    return pair


def test_the_first_publication_has_nothing_to_compare_with(publish: Publish) -> None:
    assert read_content(publish(Week())).changes is None


def test_a_pair_that_crosses_the_criterion_is_new_with_its_numbers_then_and_now(publish: Publish) -> None:
    pair = only(read_content(publish(Week(watch=[IMATINIB], before=[WEAK]))))
    assert (pair.change, pair.a_before, pair.a_now, pair.ic_lower_before, pair.ic_lower_now) == (
        "new",
        2,
        12,
        -0.4,
        2.11,
    )


def test_a_pair_that_no_longer_meets_the_criterion_is_gone(publish: Publish) -> None:
    assert changed(publish, Week(watch=[NILOTINIB], before=[Watched("nilotinib")])) == [
        ("nilotinib", "no longer")
    ]


def test_a_standing_pair_that_was_not_watched_before_is_new(publish: Publish) -> None:
    week = Week(watch=[IMATINIB, NILOTINIB], before=[NILOTINIB])
    assert changed(publish, week) == [("imatinib", "new")]


def test_a_standing_pair_that_left_the_watchlist_is_gone(publish: Publish) -> None:
    week = Week(watch=[NILOTINIB], before=[IMATINIB, NILOTINIB])
    assert changed(publish, week) == [("imatinib", "no longer")]


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
    other = [*EARLIER[:8], "statins", "w"]
    assert read_content(publish(Week(before=[IMATINIB], earlier=other))).changes is None


def test_the_latest_earlier_publication_is_the_one_compared_with(publish: Publish) -> None:
    import duckdb

    path = publish(Week(watch=[IMATINIB], before=[WEAK]))
    with duckdb.connect(str(path)) as connection:
        older = ["run-0", datetime(2026, 11, 10), datetime(2026, 11, 10), *EARLIER[3:]]
        connection.execute("INSERT INTO meta.run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", older)
        connection.execute(
            "INSERT INTO history.watch SELECT 'run-0', * EXCLUDE (run_id) REPLACE (0 AS a) FROM history.watch"
        )
    assert only(read_content(path)).a_before == 2


def test_what_else_differs_between_the_publications_is_said(publish: Publish) -> None:
    run = [*RUN[:3], "0.2.0", *RUN[4:9], "edited"]
    changes = read_content(publish(Week(before=[IMATINIB], run=run))).changes
    assert changes is not None
    assert changes.differences == (
        "quarters added: 2026Q2",
        "the watchlist was edited",
        "the code changed from 0.1.0 to 0.2.0",
    )
