"""A table that is made in slices by the hash of a key is, put together, the table that one SELECT makes of all rows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.build.graph import Model
from signals.build.part import Part, Slice, make_part, this_code
from signals.build.partition import ROWS_A_SLICE, slice_count
from signals.database import Resources
from signals.lake.quarters import LoadedQuarter
from signals.tables import build_models

SLICED = {model.name: model for model in build_models() if model.slice_by}


def draws(count: int, *values: str) -> str:
    """The SQL of one of a few values, by the row's number and which of its columns it is."""
    return f"([{', '.join(values)}])[1 + CAST(hash(i, {count}) % {len(values)} AS INTEGER)]"


NUMBER = draws(1, "'US-1'", "'US-1|ACME'", "'US-2'", "'US-3'", "'US-4'", "NULL")
SENDER = draws(2, "'ACME'", "'ACME|ACME'", "'NORTHGATE'", "NULL")
SEX = draws(3, "'M'", "'F'", "NULL")
AGE = draws(4, "20.0", "21.5", "23.0", "50.0", "NULL")
QUARTER = draws(5, "'2022Q4'", "'2023Q1'", "'2023Q2'")
DATE = draws(6, "DATE '2022-10-01'", "DATE '2022-11-01'", "DATE '2023-01-01'", "NULL")
ALIKE = draws(7, "NULL", "i % 50", "i % 50", "1000 + i")

NUMBERS = (
    "expected", "prr", "prr_lower", "prr_upper", "chi_square", "chi_square_yates", "ror", "ror_lower", "ror_upper", "ic",
    "ic_lower", "ic_upper", "expected_stratified", "p_midp",
)  # fmt: skip

INPUTS: Mapping[str, Mapping[str, str]] = {
    "latest.report": {
        "latest.version_key": f"""
            SELECT nullif(hash(i, 0) % 150, 0)::BIGINT AS caseid, i % 280 AS primaryid, {QUARTER} AS quarter
                , i AS report_row, {DATE} AS fda_date, {DATE} AS init_fda_date, {DATE} AS event_date
                , {AGE} AS age_years, {SEX} AS sex, {ALIKE} AS description_hash
                , {SENDER} AS sender, {NUMBER} AS manufacturer_number
                , hash(i, 9) % 2 = 0 AS has_drug, hash(i, 10) % 2 = 0 AS has_event
            FROM range(600) AS t(i)
        """,
        "staging.deleted_report": f"SELECT i * 4 AS caseid, {QUARTER} AS quarter FROM range(20) AS t(i)",
    },
    "latest.kept_report": {
        "latest.report": f"""
            SELECT i AS caseid, i * 10 AS primaryid, {QUARTER} AS quarter, i AS report_row, 1 AS version_count
                , {DATE} AS init_fda_date, i % 9 = 0 AS is_deleted, i % 11 = 0 AS is_split, {ALIKE} AS description_hash
            FROM range(600) AS t(i)
        """
    },
    "duplicates.number_link": {
        "latest.report": f"""
            SELECT i AS caseid, i % 9 = 0 AS is_deleted, {SENDER} AS sender, {SEX} AS sex, {AGE} AS age_years
                , {NUMBER} || ({draws(9, "''", "'-' || i % 40")}) AS manufacturer_number
            FROM range(600) AS t(i)
            UNION ALL
            SELECT 1000 + i, FALSE, unnest(['ACME', 'ACME|ACME']), unnest(['M', 'F']), 20.0
                , 'DE-' || i % 10 || unnest(['|ACME', ''])
            FROM range(20) AS t(i)
        """
    },
    "duplicates.shared_report": {
        "latest.version_key": """
            SELECT nullif(hash(i, 0) % 150, 0)::BIGINT AS caseid, nullif(hash(i, 1) % 280, 0)::BIGINT AS primaryid
            FROM range(600) AS t(i)
        """
    },
    "duplicates.likeness_link": {
        "duplicates.likeness": f"""
            SELECT i AS caseid, md5(CAST(hash(i, 0) % 60 AS VARCHAR)) AS likeness, coalesce({SENDER}, '') AS sender
                , hash(i, 8) % 60 < 40 AS has_padded_date
            FROM range(600) AS t(i)
        """
    },
    "linkage.candidate": {
        "linkage.block": """
            SELECT i AS caseid, (hash(i, 1) % 3)::TINYINT AS rule, hash(hash(i, 0) % 200) AS block_key
            FROM range(600) AS t(i)
        """
    },
    "linkage.comparison": {
        "linkage.candidate": """
            SELECT hash(i, 0) % 60 AS caseid, 100 + hash(i, 1) % 60 AS other_caseid, (1 + hash(i, 2) % 3)::TINYINT AS rule
            FROM range(600) AS t(i)
        """,
        "linkage.chance_pair": """
            SELECT hash(i, 0) % 60 AS caseid, 100 + hash(i, 1) % 60 AS other_caseid, 0::TINYINT AS rule
            FROM range(60) AS t(i)
        """,
        "linkage.description": f"""
            SELECT i AS caseid, [i % 3] AS suspects, [i % 3, 3 + i % 4] AS drugs, list_distinct([i % 5, i % 7]) AS events
                , {DATE} AS event_date, {DATE} AS start_date, {AGE} AS age_years, {SEX} AS sex, {AGE} AS weight_kg
                , {SENDER} AS country, {SENDER} AS sender, {NUMBER} AS number_stem
            FROM range(200) AS t(i)
        """,
        "totals.ingredient": "SELECT i AS ingredient_id, 30 + i AS case_count FROM range(3) AS t(i)",
        "totals.event": "SELECT i AS event_id, 40 + i AS case_count FROM range(7) AS t(i)",
    },
    "totals.pair": {
        "totals.pair_count": """
            SELECT hash(i, 0) % 20 AS ingredient_id, hash(i, 1) % 30 AS event_id, 1 + hash(i, 2) % 5 AS case_count
            FROM range(600) AS t(i)
        """,
        "totals.ingredient": """
            SELECT i::UBIGINT AS ingredient_id, 9000 + i AS case_count, i % 3 > 0 AS is_matched FROM range(20) AS t(i)
        """,
        "totals.event": "SELECT i::UBIGINT AS event_id, 8000 + i AS case_count FROM range(30) AS t(i)",
        "totals.stratum": "SELECT i AS stratum_id, 5000 + i AS case_count FROM range(7) AS t(i)",
        "totals.ingredient_stratum": """
            SELECT i::UBIGINT AS ingredient_id, stratum_id, 100 + hash(i, stratum_id) % 900 AS case_count
            FROM range(20) AS t(i) CROSS JOIN range(7) AS s(stratum_id)
        """,
        "totals.event_stratum": """
            SELECT i::UBIGINT AS event_id, stratum_id, 100 + hash(stratum_id, i) % 900 AS case_count
            FROM range(30) AS t(i) CROSS JOIN range(7) AS s(stratum_id)
        """,
    },
    "totals.shrunk_pair": {
        "totals.pair": f"""
            SELECT (i // 30)::INTEGER AS ingredient_id, i % 30 AS event_id, 1 + hash(i, 1) % 9 AS a, i // 30 AS b, 2000 AS c
                , 9000 AS d, {", ".join(f"hash(i, {n}) / 1e20 AS {name}" for n, name in enumerate(NUMBERS))}
                , TRUE AS is_evans, FALSE AS is_ror, TRUE AS is_ic, i % 7 > 0 AS is_matched
            FROM range(600) AS t(i)
        """,
        "totals.pair_q": """
            SELECT (i // 30)::INTEGER AS ingredient_id, i % 30 AS event_id, hash(i, 1) / 2e19 AS q_value, 0.5 AS q_value_by
            FROM range(600) AS t(i) WHERE i % 7 > 0
        """,
        "totals.prior": """
            SELECT 0.2 AS alpha1, 0.1 AS beta1, 2.0 AS alpha2, 4.0 AS beta2, 0.3 AS p, NULL::VARCHAR AS refusal
                , [{'alpha1': 0.5, 'beta1': 0.5, 'alpha2': 10.0, 'beta2': 10.0, 'p': 0.5}] AS rivals
        """,
        "totals.ebgm_polynomial": f"""
            SELECT 0 AS function, 0.125 AS interval, i AS cell, {", ".join(f"{n / 10} AS power_{n}" for n in range(8))}
            FROM range(400, 1000) AS t(i)
        """,
    },
}
"""What each sliced model reads, with missing keys, and keys that read alike once they are put together."""


def made(folder: Path, model: Model, inputs: Mapping[str, str], count: int | None) -> list[Path]:
    """The files of a model's slices, or of the whole where they have no count."""
    for name, select in inputs.items():
        duckdb.sql(select).write_parquet(str(folder / f"{name}.parquet"))
    whole = Part(
        of="all",
        stage=2,
        models=(model,),
        lake=str(folder),
        inputs={name: [f"{name}.parquet"] for name in inputs},
        outputs={model.name: "all.parquet"},
        is_lasting=False,
        resources=Resources("200MB", 1),
        made_by=this_code(),
    )
    parts = [whole] if count is None else [_slice(whole, number, count) for number in range(count)]
    for part in parts:
        make_part(part)
    return [folder / name for part in parts for name in part.outputs.values()]


def _slice(whole: Part, number: int, count: int) -> Part:
    (model,) = whole.models
    outputs = {model.name: f"{number}-of-{count}.parquet"}
    piece = Slice(str(model.slice_by), number, count)
    return replace(whole, of=f"slice {number + 1} of {count}", outputs=outputs, slice=piece)


def rows(paths: list[Path]) -> list[tuple[object, ...]]:
    return duckdb.read_parquet([str(path) for path in paths]).order("ALL").fetchall()


@pytest.mark.parametrize("name", SLICED)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_slices_of_every_sliced_table_add_up_to_the_whole(tmp_path: Path, name: str, count: int) -> None:
    whole = rows(made(tmp_path, SLICED[name], INPUTS[name], None))
    assert len(whole) > 30
    assert rows(made(tmp_path, SLICED[name], INPUTS[name], count)) == whole


@pytest.mark.parametrize("name", SLICED)
def test_a_row_that_has_the_slice_s_column_lies_in_the_slice_of_its_own_value(tmp_path: Path, name: str) -> None:
    """So that a later table of the same slices need read only the file of its own slice."""
    for number, path in enumerate(made(tmp_path, SLICED[name], INPUTS[name], 3)):
        piece = Slice(str(SLICED[name].slice_by), number, 3)
        held = duckdb.read_parquet(str(path))
        assert piece.column not in held.columns or not held.filter(f"NOT ({piece.condition})").fetchall()


@pytest.mark.parametrize("name", ["totals.pair", "totals.shrunk_pair"])
def test_a_slice_without_a_row_has_the_columns_of_the_others(tmp_path: Path, name: str) -> None:
    files = made(tmp_path, SLICED[name], INPUTS[name], 30)
    held = [duckdb.read_parquet(str(path)) for path in files]
    assert min(map(len, held)) == 0
    assert len({tuple(zip(each.columns, map(str, each.types), strict=True)) for each in held}) == 1


@given(keys=st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))), count=st.integers(1, 9))
def test_every_row_falls_to_one_slice_also_where_its_key_is_missing(keys: list[int | None], count: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE held AS SELECT unnest($keys::BIGINT[]) AS key", {"keys": keys})
        conditions = [Slice("key", number, count).condition for number in range(count)]
        seen = [connection.sql(f"SELECT key FROM held WHERE {condition}").fetchall() for condition in conditions]
    assert sum(map(len, seen)) == len(keys)


def counted_by(column: str) -> Model:
    sql = "SELECT key, count(*) AS row_count FROM staging.held LEFT JOIN staging.known USING (key) GROUP BY key"
    return Model("counts.key", frozenset({"staging.held", "staging.known"}), sql=sql, slice_by=column)


HELD = "SELECT unnest([NULL, NULL, 1, 1, 2, 3])::BIGINT AS key"


def test_rows_without_a_key_are_counted_once(tmp_path: Path) -> None:
    inputs = {"staging.held": HELD, "staging.known": "SELECT 1::BIGINT AS key"}
    assert rows(made(tmp_path, counted_by("key"), inputs, 4)) == [(1, 2), (2, 1), (3, 1), (None, 2)]


def test_a_key_of_another_type_elsewhere_is_refused_because_its_hash_would_differ(tmp_path: Path) -> None:
    inputs = {"staging.held": HELD, "staging.known": "SELECT 1::DOUBLE AS key"}
    with pytest.raises(ValueError, match=r"slice 1 of 2 is made by key, which must be a column of one type.*DOUBLE"):
        made(tmp_path, counted_by("key"), inputs, 2)


def test_a_key_that_nothing_read_has_is_refused_because_every_slice_would_be_the_whole(tmp_path: Path) -> None:
    inputs = {"staging.held": HELD, "staging.known": "SELECT 1::BIGINT AS key"}
    with pytest.raises(ValueError, match=r"is made by caseid.* in none of them"):
        made(tmp_path, counted_by("caseid"), inputs, 2)


@pytest.mark.parametrize(("quarters", "slices"), [(1, 2), (4, 2), (5, 3), (90, 45)])
def test_many_reports_are_cut_into_more_slices_than_there_are_workers(quarters: int, slices: int) -> None:
    held = [LoadedQuarter("2023Q1", "made.zip", "", 1, is_synthetic=True, row_count=ROWS_A_SLICE // 2)] * quarters
    assert slice_count(held, workers=2) == slices


@pytest.mark.parametrize(("rows", "slices"), [(0, 1), (99_999, 1), (250_000, 2), (400_000, 4), (10_000_000, 4)])
def test_few_rows_are_cut_into_fewer_slices_than_there_are_workers(rows: int, slices: int) -> None:
    held = [LoadedQuarter("2023Q1", "made.zip", "", 1, is_synthetic=True, row_count=rows)]
    assert slice_count(held, workers=4) == slices
