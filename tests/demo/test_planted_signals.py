"""The planted truths are really there: counted from the made files, without a build."""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from signals.demo import DEMO_WATCHLISTS, effects, make_world, planted_truths
from signals.demo.lexicon import CONTENT
from signals.demo.truths import (
    CO_MEDICATION,
    MS_THERAPIES,
    NULL_DRUGS,
    THE_ARTICLE,
    THE_SENDER,
    TNF_INHIBITORS,
    TOO_FEW_COUNT,
    PlantedTruth,
)
from signals.statistics import score
from tests.demo.conftest import Read

CNS_ONSET_ROWS = 16
"""The first rows of terms.csv are the group cns_onset."""
GROUPS = {
    "cns_onset": pd.read_csv(CONTENT / "terms.csv")["event_pt"].head(CNS_ONSET_ROWS).tolist(),
    "tendon": ["Tendonitis", "Tendon rupture", "Tendon pain", "Tendon disorder", "Tendon injury", "Tendon discomfort"],
}
TENDON = "fluoroquinolone_tendon"
CORTICOSTEROIDS = ("prednisone", "dexamethasone")


@dataclass(frozen=True)
class Cases:
    """Latest versions: who suspects what, reports what, and is left out of which analysis."""

    report: pd.DataFrame
    suspect: pd.DataFrame
    event: pd.DataFrame
    ms_context: set[int]
    known_causes: set[int]
    literature_repeats: set[int]
    corticosteroids: set[int]

    def pair(self, truth: PlantedTruth, without: Set[int] = frozenset()) -> pd.Series:
        """The statistics of the pair among all cases but some."""
        terms = GROUPS[truth.event] if truth.event_kind == "group" else [truth.event]
        cases = set(self.report["primaryid"]) - without
        drug = set(self.suspect[self.suspect["ingredient"] == truth.drug]["primaryid"]) & cases
        event = set(self.event[self.event["pt"].isin(terms)]["primaryid"]) & cases
        a, b, c = len(drug & event), len(drug - event), len(event - drug)
        table = score([a], [b], [c], [len(cases) - a - b - c]).iloc[0]
        return pd.concat([pd.Series({"a": a, "b": b, "c": c}), table])

    def is_disproportionate(self, truth: PlantedTruth, without: Set[int] = frozenset()) -> bool:
        """The first rule of human_verdict (docs/architecture.md)."""
        found = self.pair(truth, without)
        has_ror = bool(found["ror_lower"] > 1) or found["b"] == 0 or found["c"] == 0
        return bool(found["a"] >= 3 and found["ic_lower"] > 0 and has_ror)


def read_cases(read: Read) -> Cases:
    demo = read.whole("DEMO", ["primaryid", "caseid", "caseversion"]).astype({"primaryid": int})
    demo["case"] = demo["caseid"].where(demo["caseid"] != "", -demo["primaryid"]).astype(int)
    demo["version"] = demo["caseversion"].replace("", "0").astype(int)
    latest = demo.sort_values(["case", "version", "quarter"]).drop_duplicates("case", keep="last")
    drug = read.truth().drop_duplicates(["primaryid", "ingredient", "drug_seq"])
    roles = read.whole("DRUG", ["primaryid", "drug_seq", "role_cod"]).astype({"primaryid": int, "drug_seq": int})
    drug = drug.merge(roles.drop_duplicates(["primaryid", "drug_seq"]), on=["primaryid", "drug_seq"])
    event = read.whole("REAC", ["primaryid", "pt"]).astype({"primaryid": int}).drop_duplicates()
    event["pt"] = event["pt"].str.capitalize()
    indication = read.whole("INDI", ["primaryid", "indi_pt"]).astype({"primaryid": int})
    has_ms = indication[indication["indi_pt"].str.lower().str.contains("multiple sclerosis")]["primaryid"]
    articles = pd.concat(
        [read.table(q, "DEMO")[["primaryid", "lit_ref"]] for q in ("2014Q3", "2019Q1", "2023Q1", "2023Q2")]
    ).query("lit_ref != ''")
    articles = articles.astype({"primaryid": int})
    repeats = articles[articles["primaryid"].isin(latest["primaryid"])]
    return Cases(
        report=latest,
        suspect=drug[drug["role_cod"].isin(["PS", "SS"])],
        event=event,
        ms_context=set(has_ms) | set(drug[drug["ingredient"].isin(MS_THERAPIES)]["primaryid"]),
        known_causes=set(drug[drug["ingredient"].isin(TNF_INHIBITORS)]["primaryid"]),
        literature_repeats=set(repeats[repeats["lit_ref"].duplicated()]["primaryid"]),
        corticosteroids=set(drug[drug["ingredient"].isin(CORTICOSTEROIDS)]["primaryid"]),
    )


@pytest.fixture(scope="module")
def cases(demo: Read) -> Cases:
    return read_cases(demo)


def of_kind(kind: str, watchlist: str = DEMO_WATCHLISTS[0]) -> list[PlantedTruth]:
    truths = [truth for truth in planted_truths(watchlist) if truth.kind == kind]
    assert truths
    return truths


def test_every_kind_of_truth_is_planted_once_a_pair() -> None:
    truths = planted_truths()
    assert {truth.kind for truth in truths} == {
        *("signal", "confounded by indication", "masked", "co-medication"),
        *("one article", "single sender", "too few reports", "null"),
    }
    assert len({(truth.drug, truth.event) for truth in truths}) == len(truths)


def test_the_group_is_the_projects_own(shared: Path) -> None:
    groups = pd.read_csv(shared / "reference" / "demyelination_terms.csv")
    assert set(GROUPS["cns_onset"]) <= set(groups.query("term_group == 'cns_onset'")["event_pt"])
    # What is not among them may not be drawn at random either.
    named = pd.read_csv(CONTENT / "terms.csv")["event_pt"]
    assert set(groups["event_pt"]) & set(named) <= set(named.head(49))


def test_signals_are_disproportionate_in_every_analysis(cases: Cases) -> None:
    for truth in of_kind("signal"):
        for without in (set(), cases.ms_context, cases.known_causes, cases.literature_repeats):
            assert cases.is_disproportionate(truth, without), truth


def test_confounded_pairs_vanish_without_the_ms_context(cases: Cases) -> None:
    for truth in of_kind("confounded by indication"):
        assert cases.is_disproportionate(truth)
        assert not cases.is_disproportionate(truth, cases.ms_context)


def test_the_masked_pair_appears_without_the_ms_context(cases: Cases) -> None:
    (truth,) = of_kind("masked")
    assert not cases.is_disproportionate(truth)
    assert cases.is_disproportionate(truth, cases.ms_context)


def test_the_co_medicated_pair_vanishes_without_the_known_causes(cases: Cases) -> None:
    (truth,) = of_kind("co-medication")
    assert set(CO_MEDICATION) <= set(TNF_INHIBITORS)
    assert cases.is_disproportionate(truth)
    assert not cases.is_disproportionate(truth, cases.known_causes)


def test_the_pair_of_one_article_vanishes_when_the_article_counts_once(cases: Cases, demo: Read) -> None:
    (truth,) = of_kind("one article")
    assert cases.is_disproportionate(truth)
    assert not cases.is_disproportionate(truth, cases.literature_repeats)
    reports = demo.table("2023Q1", "DEMO")
    cited = reports[reports["lit_ref"] == THE_ARTICLE]["primaryid"].astype(int)
    reported = cases.suspect[cases.suspect["primaryid"].isin(cited)]
    assert len(cited) >= 3 and (reported["ingredient"] == truth.drug).any()


def test_signals_of_the_second_topic_are_disproportionate_with_and_without_its_known_causes(cases: Cases) -> None:
    for truth in of_kind("signal", TENDON):
        for without in (set(), cases.corticosteroids, cases.literature_repeats):
            assert cases.is_disproportionate(truth, without), truth


@pytest.mark.parametrize("watchlist", DEMO_WATCHLISTS)
def test_the_pair_of_one_sender_comes_from_that_sender(cases: Cases, demo: Read, watchlist: str) -> None:
    (truth,) = of_kind("single sender", watchlist)
    assert cases.is_disproportionate(truth)
    senders = demo.whole("DEMO", ["primaryid", "mfr_sndr"]).astype({"primaryid": int})
    drug = set(cases.suspect[cases.suspect["ingredient"] == truth.drug]["primaryid"])
    event = set(cases.event[cases.event["pt"] == truth.event]["primaryid"])
    of_pair = senders[senders["primaryid"].isin(drug & event)]["mfr_sndr"]
    # A copy under another case number names another sender; the background adds a report or two.
    assert (of_pair == THE_SENDER).mean() > 0.8
    of_drug = senders[senders["primaryid"].isin(drug)]["mfr_sndr"]
    assert (of_drug == THE_SENDER).mean() < 0.15


def test_the_rare_pair_has_two_reports_and_shows_nothing(cases: Cases) -> None:
    (truth,) = of_kind("too few reports")
    found = cases.pair(truth)
    assert found["a"] == TOO_FEW_COUNT and found["expected"] < 12.364


def test_true_nulls_have_volume_and_no_signal(cases: Cases) -> None:
    # Issue D: at most 2.5% of them may be called disproportionate.
    nulls = of_kind("null")
    assert [truth.drug for truth in nulls] == list(NULL_DRUGS)
    counts = cases.suspect[cases.suspect["ingredient"].isin(NULL_DRUGS)].groupby("ingredient")["primaryid"].nunique()
    assert counts.min() > 80
    for without in (set(), cases.ms_context, cases.known_causes):
        assert sum(cases.is_disproportionate(truth, without) for truth in nulls) == 0


def test_true_nulls_of_the_second_topic_have_volume_and_no_signal(cases: Cases) -> None:
    for truth in of_kind("null", TENDON):
        assert cases.suspect.query("ingredient == @truth.drug")["primaryid"].nunique() > 200
        assert not cases.is_disproportionate(truth)
        assert not cases.is_disproportionate(truth, cases.corticosteroids)


def test_the_second_topic_adds_events_and_moves_no_other_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def events(name: str) -> pd.DataFrame:
        world = make_world(tmp_path / name, quarters=["2019Q1"], reports_per_quarter=1_000)
        return Read(world).table("2019Q1", "REAC")[["primaryid", "pt"]]

    with_it = events("with")
    monkeypatch.setattr(effects, "TENDON_EFFECTS", ())
    merged = with_it.merge(events("without"), how="outer", indicator=True)
    apart = merged[merged["_merge"] != "both"]
    assert len(apart) > 0 and set(apart["_merge"]) == {"left_only"}
    assert set(apart["pt"].str.capitalize()) == {"Tendonitis", "Tendon rupture"}


def test_an_unplanted_world_has_no_effects(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        quarters=["2014Q3", "2019Q1", "2023Q1", "2023Q2"],
        reports_per_quarter=4_000,
        planted=False,
        truth=True,
    )
    cases = read_cases(Read(world))
    truths = [truth for watchlist in DEMO_WATCHLISTS for truth in planted_truths(watchlist) if truth.kind != "null"]
    found = [truth for truth in truths if cases.is_disproportionate(truth)]
    assert found == []
