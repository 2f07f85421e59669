"""The compared event group within subgroups: the cells add up, and one test a factor says whether they differ."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from signals.database import open_read_only
from signals.tables.subgroup import add_statistics
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import Publication

CELLS = ["a", "b", "c", "d"]
KEYS = ["watchlist", "drug", "drug_kind"]


@pytest.fixture(scope="module")
def subgroups(demo_publication: Publication) -> pd.DataFrame:
    with open_read_only(demo_publication.path) as connection:
        return connection.execute("FROM signals.watch_subgroup").df()


def rows(*tables: tuple[int, int, int, int], tested: tuple[bool, ...] = ()) -> pd.DataFrame:
    """Subgroups of one SYNTHETIC drug and factor."""
    frame = pd.DataFrame(tables, columns=CELLS).assign(drug="x", drug_kind="ingredient", factor="sex")
    return frame.assign(is_tested=tested or True)


def test_subgroups_of_every_factor_add_up_to_the_compared_analysis(
    demo_publication: Publication, subgroups: pd.DataFrame
) -> None:
    with open_read_only(demo_publication.path) as connection:
        whole = connection.execute(
            """
            SELECT watchlist, drug, drug_kind, a, b, c, d FROM signals.watch
            INNER JOIN signals.watch_analysis AS compared USING (watchlist, analysis)
            INNER JOIN signals.watch_group AS headline USING (watchlist)
            WHERE compared.is_comparison AND headline.is_comparison AND event = term_group AND event_kind = 'group'
            """
        ).df()
    summed = subgroups.groupby(["factor", *KEYS])[CELLS].sum().reset_index()
    assert set(summed["factor"]) == {"age", "sex", "region", "pregnancy"}
    for _, of_factor in summed.groupby("factor"):
        both = of_factor.merge(whole, on=KEYS, suffixes=("", "_whole"), how="outer")
        for cell in CELLS:
            assert (both[cell] == both[f"{cell}_whole"]).all()


def test_a_subgroup_is_counted_as_a_reader_would(demo_publication: Publication, subgroups: pd.DataFrame) -> None:
    watchlist = load_watchlist("tki_demyelination")
    left_out = [watchlist.lists[name] for name in ("demyelinating_indications", "ms_therapies")]
    with open_read_only(demo_publication.path) as connection:
        counted = connection.execute(
            """
            WITH kept AS (
                SELECT caseid FROM faers.cases WHERE is_counted AND sex = 'F'
                EXCEPT SELECT caseid FROM faers.case_drug WHERE list_contains($drugs, ingredient)
                EXCEPT SELECT caseid FROM faers.case_indication WHERE list_contains($indications, lower(indication_pt))
            )
            , reporting AS (FROM faers.case_event WHERE list_contains($terms, lower(event_pt)))
            SELECT count_if(caseid IN (SELECT caseid FROM reporting)), count(*) FROM kept
            SEMI JOIN faers.suspect AS suspected ON kept.caseid = suspected.caseid AND suspected.ingredient = 'imatinib'
            """,
            {
                "drugs": [name for held in left_out for name in held.drug_names],
                "indications": [term.lower() for held in left_out for term in held.indications],
                "terms": [term.lower() for term in watchlist.groups["cns_onset"].terms],
            },
        ).fetchall()
    (row,) = subgroups.query("drug == 'imatinib' and drug_kind == 'ingredient' and subgroup == 'female'").itertuples()
    assert counted == [(row.a, row.a + row.b)] and row.a > 5


def test_the_interaction_is_that_of_statsmodels_over_the_tested_subgroups(subgroups: pd.DataFrame) -> None:
    families = [family for _, family in subgroups.groupby([*KEYS, "factor"])]
    with_p = [family for family in families if family["interaction_p"].notna().all()]
    assert len(with_p) > 5
    for family in with_p:
        tables = [np.reshape(row, (2, 2)) for row in family.loc[family["is_tested"], CELLS].to_numpy(dtype=float)]
        expected = StratifiedTable(tables).test_equal_odds(adjust=True).pvalue
        assert family["interaction_p"].iloc[0] == pytest.approx(expected, rel=1e-6)
        assert family["interaction_p"].nunique() == 1


def test_without_two_subgroups_to_compare_there_is_no_p_and_the_rows_stand(subgroups: pd.DataFrame) -> None:
    alone = subgroups[subgroups["tested_count"] < 2]
    assert len(alone) > 0
    assert alone["interaction_p"].isna().all() and alone["common_ror"].isna().all()
    assert (subgroups.groupby([*KEYS, "factor"]).size().groupby("factor").nunique() == 1).all()


def test_a_subgroup_left_out_of_the_test_changes_no_p() -> None:
    two = add_statistics(rows((20, 80, 100, 900), (6, 94, 100, 900)))
    three = add_statistics(rows((20, 80, 100, 900), (6, 94, 100, 900), (1, 2, 3, 4), tested=(True, True, False)))
    assert two["interaction_p"].iloc[0] == three["interaction_p"].iloc[2] < 0.05
    assert three["ror"].iloc[2] == pytest.approx(1 * 4 / (2 * 3))


def test_no_subgroup_is_judged_by_itself(demo_publication: Publication) -> None:
    with duckdb.connect(str(demo_publication.path), read_only=True) as connection:
        columns = [row[0] for row in connection.execute("DESCRIBE signals.watch_subgroup").fetchall()]
    assert not [name for name in columns if name.startswith("is_") and name != "is_tested"]
    assert "human_verdict" not in columns
