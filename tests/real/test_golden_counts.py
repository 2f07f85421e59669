"""Statistics and quarters against what others published about FDA's own files (../shared/golden/counts)."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from signals.sources.faers.layout import understand_header
from signals.statistics import score
from signals.statistics.ebgm import Prior
from signals.statistics.ebgm import score as score_ebgm

KNOWN = Path(__file__).parents[2] / "data" / "reference" / "faers_quarters.csv"
TABLES = ("demo", "drug", "reac", "outc", "indi", "ther", "rpsr")
COBENFY_PRIOR = Prior(0.412092, 0.001399, 0.817970, 0.110980, 0.327913)
"""mgps_prior_parameters.csv: fitted by hayden-farquhar/Cobenfy-FAERS to 673,567 pairs of 2024Q4 to 2025Q4."""


def golden(shared: Path, *path: str) -> Path:
    found = shared.joinpath("golden", "counts", *path)
    if not found.exists():
        pytest.skip(f"no {'/'.join(path)} in ../shared/golden/counts")
    return found


@pytest.fixture(scope="module")
def cobenfy(shared: Path) -> pd.DataFrame:
    """148 terms with xanomeline-trospium among 1,808,849 cases, and what that study computed."""
    table = pd.read_csv(golden(shared, "cobenfy_2024q4_2025q4", "disproportionality_cobenfy_full.csv"))
    return table.assign(
        b=table["n_drug"] - table["a"],
        c=table["n_reaction"] - table["a"],
        d=table["N"] - table["n_drug"] - table["n_reaction"] + table["a"],
    )


def test_expected_and_chi_square_of_148_pairs_are_the_published_ones(cobenfy: pd.DataFrame) -> None:
    ours = score(cobenfy["a"], cobenfy["b"], cobenfy["c"], cobenfy["d"])
    np.testing.assert_allclose(ours["expected"], cobenfy["expected"], atol=5.1e-5)  # printed to four decimals
    # They use max(|ad - bc| - N/2, 0) as we do, and |O - E| - 0.5 squared where |O - E| < 0.5: at most 0.06 apart.
    np.testing.assert_allclose(ours["chi_square_yates"], cobenfy["prr_chi2"], atol=0.06)


def test_prr_and_ror_are_the_published_ones_but_for_their_half_a_case(cobenfy: pd.DataFrame) -> None:
    """That study adds 0.5 to every cell; ours without it agree as the cells grow."""
    a, b, c, d = (cobenfy[name] + 0.5 for name in "abcd")
    np.testing.assert_allclose((a / (a + b)) / (c / (c + d)), cobenfy["prr"], rtol=6e-4)
    np.testing.assert_allclose(a * d / (b * c), cobenfy["ror"], rtol=6e-4)
    ours = score(cobenfy["a"], cobenfy["b"], cobenfy["c"], cobenfy["d"])
    for name, least, within in (("prr", 10, 0.05), ("ror", 10, 0.05), ("prr", 100, 0.005), ("ror", 100, 0.006)):
        many = cobenfy["a"] >= least
        np.testing.assert_allclose(ours[name][many], cobenfy[name][many], rtol=within)


def test_ebgm_of_148_pairs_under_the_published_prior_is_the_published_one(cobenfy: pd.DataFrame) -> None:
    ours = score_ebgm(COBENFY_PRIOR, n=cobenfy["a"].to_numpy(), expected=cobenfy["expected"].to_numpy())
    np.testing.assert_allclose(ours.geometric_mean, cobenfy["ebgm"], rtol=5e-4)  # the prior is printed to six decimals
    np.testing.assert_allclose(ours.lower, cobenfy["eb05"], rtol=2e-3)


def test_the_row_counts_of_all_ninety_quarters_are_those_another_project_read(shared: Path) -> None:
    theirs = pd.read_csv(golden(shared, "all_90_quarters_edanmn", "parse_manifest.csv"))
    read = {(row.quarter.upper(), row.table): row.rows_raw for row in theirs.itertuples()}
    with KNOWN.open(newline="") as file:
        ours = {(row["quarter"], table): int(row[table]) for row in csv.DictReader(file) for table in TABLES}
    assert len(ours) == 630
    assert ours == {key: read[key] for key in ours}


def test_the_headers_of_all_ninety_quarters_are_understood_whole(shared: Path) -> None:
    audit = pd.read_csv(golden(shared, "all_90_quarters_edanmn", "column_audit_long.csv"))
    named = [row for row in audit.itertuples() if row.table in TABLES]
    assert len({(row.quarter, row.table) for row in named}) == 630
    for row in named:
        line = row.columns.replace(";", "$").encode()
        header = understand_header(line, table=row.table.upper(), quarter=row.quarter.upper(), member=row.member)
        assert header.width == row.n_columns
        assert not header.missing
