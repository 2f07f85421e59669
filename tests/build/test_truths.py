"""What is planted in the SYNTHETIC world is found in the published file, by the analysis that is made to find it."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from signals.database import open_read_only
from signals.demo import DEMO_WATCHLISTS, planted_truths
from signals.demo.truths import NULL_DRUGS, THE_ARTICLE, THE_SENDER, TOO_FEW_COUNT, Kind, PlantedTruth
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import Publication
from tests.statistics.verdicts import verdict_of

LARGEST_FALSE_SHARE = 0.025
"""Of true nulls at most this share may be called disproportionate: the upper half of a two-sided 95% interval."""
TENDON = DEMO_WATCHLISTS[1]
RESTRICTED = ("same_indication", "same_indication_no_ms", "active_comparator")
Row = dict[str, Any]
Watched = Callable[[PlantedTruth, str], Row]


@pytest.fixture(scope="module")
def published(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as connection:
        yield connection


@pytest.fixture(scope="module")
def watched(published: duckdb.DuckDBPyConnection) -> Watched:
    """The row of signals.watch on a truth in one analysis."""

    def row(truth: PlantedTruth, analysis: str) -> Row:
        found = published.execute(
            "SELECT * FROM signals.watch WHERE drug = $drug AND event = $event AND event_kind = $kind AND analysis = $analysis",
            {"drug": truth.drug, "event": truth.event, "kind": truth.event_kind, "analysis": analysis},
        )
        names = [column[0] for column in found.description or []]
        (values,) = found.fetchall()
        return dict(zip(names, values, strict=True))

    return row


def of_kind(kind: Kind, watchlist: str = DEMO_WATCHLISTS[0]) -> list[PlantedTruth]:
    truths = [truth for truth in planted_truths(watchlist) if truth.kind == kind]
    assert truths
    return truths


def is_found(row: Row) -> bool:
    return bool(row["human_verdict"] == "disproportionate")


def test_a_true_signal_is_found_in_every_analysis_that_can_be_made(published: duckdb.DuckDBPyConnection) -> None:
    for truth in of_kind("signal"):
        rows = published.execute(
            "SELECT analysis, human_verdict, reason FROM signals.watch WHERE drug = $drug AND event = $event",
            {"drug": truth.drug, "event": truth.event},
        ).fetchall()
        made = {analysis: verdict for analysis, verdict, reason in rows if reason is None}
        assert len(rows) == len(load_watchlist("tki_demyelination").analyses)
        # Hardly any other drug has its indication here: 168 reports, of which 2 to 9 name the event.
        restricted = {name: made.pop(name) for name in RESTRICTED if name in made}
        assert set(restricted.values()) <= {"disproportionate", "too few reports"}, (truth, restricted)
        # The label has named optic neuritis since before the first report.
        assert {name for name, *_ in rows} - set(made) == {*RESTRICTED, "before_publicity"}
        assert set(made.values()) == {"disproportionate"}, (truth, made)


def test_confounding_by_indication_is_gone_without_the_disease(watched: Watched) -> None:
    for truth in of_kind("confounded by indication"):
        assert is_found(watched(truth, "primary"))
        assert not is_found(watched(truth, "no_ms_context"))


def test_confounding_by_indication_is_gone_within_the_disease(watched: Watched) -> None:
    # Both drugs together: 83 of 233 reports against 305 of 983 of other drugs. Alone, one of the two has an exact lower
    # limit of 1.07 in this world, by chance: the same share of all reports in the disease was given the event.
    rows = [watched(truth, "same_indication") for truth in of_kind("confounded by indication")]
    assert len({(row["c"], row["d"]) for row in rows}) == 1
    a, b = sum(row["a"] for row in rows), sum(row["b"] for row in rows)
    assert verdict_of([a], [b], [rows[0]["c"]], [rows[0]["d"]], is_restricted=True)[0] == "not disproportionate"


def test_co_medication_is_gone_without_reports_of_known_causes(watched: Watched) -> None:
    (truth,) = of_kind("co-medication")
    assert is_found(watched(truth, "primary"))
    assert not is_found(watched(truth, "no_known_causes"))
    assert is_found(watched(truth, "adjusted")) and is_found(watched(truth, "without_literature_duplicates"))


def test_one_article_is_gone_when_it_counts_once(published: duckdb.DuckDBPyConnection, watched: Watched) -> None:
    (truth,) = of_kind("one article")
    primary, without = watched(truth, "primary"), watched(truth, "without_literature_duplicates")
    assert is_found(primary) and not is_found(without)
    cited = published.execute(
        "SELECT count(*) FROM signals.watch_case WHERE drug = $drug AND event = $event AND literature_reference = $article",
        {"drug": truth.drug, "event": truth.event, "article": THE_ARTICLE},
    ).fetchall()[0][0]
    assert primary["a"] - without["a"] >= cited - 1 >= 3


def test_a_masked_pair_appears_without_the_ms_context(watched: Watched) -> None:
    (truth,) = of_kind("masked")
    assert not is_found(watched(truth, "primary"))
    assert is_found(watched(truth, "no_ms_context"))


def test_too_few_reports_are_called_that(watched: Watched) -> None:
    (truth,) = of_kind("too few reports")
    row = watched(truth, "primary")
    # The world also deletes, doubles and misspells reports, so that one of the two may not count.
    assert 1 <= row["a"] <= TOO_FEW_COUNT
    assert row["human_verdict"] == "too few reports"
    assert row["detectable_ratio"] > row["a"] / row["expected"]


def test_the_cases_of_a_single_sender_name_it(published: duckdb.DuckDBPyConnection, watched: Watched) -> None:
    (truth,) = of_kind("single sender")
    assert is_found(watched(truth, "primary"))
    senders = published.execute(
        "SELECT sender, count(*) FROM signals.watch_case WHERE drug = $drug AND event = $event GROUP BY ALL ORDER BY 2 DESC",
        {"drug": truth.drug, "event": truth.event},
    ).fetchall()
    assert senders[0][0] == THE_SENDER
    assert senders[0][1] > 0.7 * sum(count for _, count in senders)


def test_a_true_signal_of_the_second_topic_is_found_wherever_there_are_enough_reports(
    published: duckdb.DuckDBPyConnection, watched: Watched
) -> None:
    for truth in of_kind("signal", TENDON):
        assert is_found(watched(truth, "primary")) and is_found(watched(truth, "no_known_causes")), truth
        verdicts = published.execute(
            "SELECT DISTINCT human_verdict FROM signals.watch WHERE drug = $drug AND event = $event",
            {"drug": truth.drug, "event": truth.event},
        ).fetchall()
        assert {verdict for (verdict,) in verdicts} == {"disproportionate", "too few reports"}


def test_the_single_sender_of_the_second_topic_is_its_caution(published: duckdb.DuckDBPyConnection) -> None:
    (truth,) = of_kind("single sender", TENDON)
    found = published.execute(
        "SELECT analysis, sender, sender_verdict FROM signals.watch_fragility WHERE drug = $drug AND event = $event",
        {"drug": truth.drug, "event": truth.event},
    ).fetchall()
    assert {analysis for analysis, *_ in found} == {"primary", "no_known_causes"}
    assert all(sender == THE_SENDER and verdict != "disproportionate" for _, sender, verdict in found)


def test_true_nulls_of_the_second_topic_are_found_in_no_analysis(published: duckdb.DuckDBPyConnection) -> None:
    for truth in of_kind("null", TENDON):
        verdicts = published.execute(
            "SELECT human_verdict FROM signals.watch WHERE drug = $drug AND event = $event",
            {"drug": truth.drug, "event": truth.event},
        ).fetchall()
        assert len(verdicts) == len(load_watchlist(TENDON).analyses)
        assert ("disproportionate",) not in verdicts


def test_true_nulls_are_hardly_ever_called_disproportionate(published: duckdb.DuckDBPyConnection) -> None:
    # Every event of a drug without an effect, in every analysis: thousands of rows with cases to expect.
    rows = published.execute(
        """
        SELECT analysis, count_if(human_verdict = 'disproportionate'), count(*) FROM signals.watch
        WHERE list_contains($drugs, drug) AND reason IS NULL AND drug_kind = 'ingredient'
        GROUP BY analysis
        """,
        {"drugs": list(NULL_DRUGS)},
    ).fetchall()
    assert {analysis for analysis, *_ in rows} >= {"primary", "no_ms_context", "adjusted", "hcp_only"}
    assert all(called <= LARGEST_FALSE_SHARE * count for _, called, count in rows), rows


def test_no_true_null_of_the_planted_list_is_called_disproportionate(watched: Watched) -> None:
    # 2.5% of nineteen is less than one.
    for analysis in ("primary", "no_ms_context", "no_known_causes", "adjusted"):
        assert [truth for truth in of_kind("null") if is_found(watched(truth, analysis))] == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("confounded by indication", "without reports in an MS context"),
        ("masked", "but it is reported disproportionately without reports in an MS context: "),
        ("one article", "when reports of one article count once"),
        ("too few reports", "too few reports to judge new central demyelination"),
        ("null", "a doubling of the reporting is ruled out"),
    ],
)
def test_the_sentence_of_the_group_tells_the_truth_that_was_planted(
    published: duckdb.DuckDBPyConnection, kind: Kind, said: str
) -> None:
    truth = of_kind(kind)[0]
    ((sentence,),) = published.execute(
        "SELECT sentence FROM signals.watch_summary WHERE drug = $drug AND event = 'cns_onset'", {"drug": truth.drug}
    ).fetchall()
    assert said in sentence
