"""A published file: what it is, that it is replaced whole, and that the same inputs publish nothing."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.publication import PREVIOUS_NAME
from signals.database import LAKE_TABLES, PUBLISHED_NAME, Resources, open_read_only, published_file
from signals.errors import OutsideError, RequestError
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import loaded_quarters
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import FIRST_NAME, WATCHLIST, Publication, publish

CONTRACT = {
    "faers.cases": "caseid primaryid caseversion quarter fda_date init_fda_date event_date event_date_precision "
    "age_years sex weight_kg reporter_type reporter_country country is_serious duplicate_of is_counted",
    "faers.case_drug": "caseid drug_seq role drugname prod_ai ingredient match_rule start_date start_date_precision "
    "dechallenge rechallenge",
    "faers.suspect": "caseid ingredient",
    "faers.case_event": "caseid event_pt",
    "faers.case_indication": "caseid drug_seq indication_pt",
    "faers.case_outcome": "caseid outcome",
    "signals.pair": "ingredient event_pt a b c d expected prr prr_lower prr_upper chi_square_yates ror ror_lower "
    "ror_upper ic ic_lower ic_upper ebgm ebgm_lower ebgm_upper is_evans is_ror is_ic is_ebgm",
    "signals.watch": "watchlist drug drug_kind event event_kind analysis a b c d expected prr prr_lower prr_upper "
    "chi_square_yates ror ror_lower ror_upper ic ic_lower ic_upper ebgm ebgm_lower ebgm_upper is_evans is_ror is_ic "
    "is_ebgm human_verdict",
    "evidence.study": "",
    "evidence.publication": "",
    "evidence.trial": "",
    "evidence.agreement": "drug event animal_verdict human_verdict agreement",
    "history.watch": "run_id drug event analysis a",
    "history.agreement": "run_id drug event agreement",
    "meta.load": "quarter table_name member sha256 lines lines_split lines_joined rows_loaded rows_repaired "
    "rows_rejected",
    "meta.rejected_line": "quarter table_name line_number reason line",
    "meta.run": "run_id started_at published_at code_version source quarters is_synthetic fingerprint",
}
"""The tables and columns that people's queries depend on (docs/architecture.md, The published file)."""


@pytest.fixture
def file(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as connection:
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def value(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    return rows(connection, query)[0][0]


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_a_table_of_the_contract_has_its_columns(file: duckdb.DuckDBPyConnection, table: str) -> None:
    there = {str(row[0]) for row in rows(file, f"DESCRIBE {table}")}
    assert set(CONTRACT[table].split()) <= there


def test_the_file_holds_tables_only_and_no_view_over_files(file: duckdb.DuckDBPyConnection) -> None:
    assert rows(file, "SELECT view_name FROM duckdb_views() WHERE NOT internal") == []


def test_the_file_can_be_read_by_duckdb_1_4(file: duckdb.DuckDBPyConnection) -> None:
    (tags,) = rows(file, "SELECT tags FROM duckdb_databases() WHERE database_name = current_database()")[0]
    assert isinstance(tags, dict)
    assert tags["storage_version"].startswith("v1.4")


def test_booleans_are_never_null_but_for_ebgm_whose_prior_was_refused(file: duckdb.DuckDBPyConnection) -> None:
    columns = rows(
        file,
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() "
        "WHERE data_type = 'BOOLEAN' AND NOT internal AND column_name != 'is_ebgm'",
    )
    nulls = {f"{t}.{c}": value(file, f"SELECT count(*) FROM {t} WHERE {c} IS NULL") for t, c in columns}
    assert {name: count for name, count in nulls.items() if count} == {}


def test_values_keep_to_their_vocabularies(file: duckdb.DuckDBPyConnection) -> None:
    assert set(rows(file, "SELECT DISTINCT role FROM faers.case_drug")) <= {("PS",), ("SS",), ("C",), ("I",), ("DN",)}
    assert set(rows(file, "SELECT DISTINCT sex FROM faers.cases")) <= {("M",), ("F",), (None,)}
    assert set(rows(file, "SELECT DISTINCT event_date_precision FROM faers.cases")) <= {
        ("day",), ("month",), ("year",), (None,)
    }  # fmt: skip
    assert set(rows(file, "SELECT DISTINCT match_rule FROM faers.case_drug WHERE ingredient IS NOT NULL")) <= {
        ("kinase",), ("prod_ai",), ("borrowed",), ("dictionary",), ("spelling",), ("product",), ("text",)
    }  # fmt: skip
    assert value(file, "SELECT count(*) FROM faers.case_drug WHERE ingredient != lower(ingredient)") == 0
    assert value(file, "SELECT count(*) FROM faers.cases WHERE NOT regexp_full_match(quarter, '[0-9]{4}Q[1-4]')") == 0
    assert value(file, "SELECT count(*) FROM faers.cases WHERE length(country) != 2") == 0


def test_a_case_counts_when_it_names_a_suspect_and_a_reaction_and_duplicates_nothing(
    file: duckdb.DuckDBPyConnection,
) -> None:
    # docs/architecture.md, Counting, written again in other words than the model's.
    wrong = value(
        file,
        """
        SELECT count(*) FROM faers.cases
        WHERE is_counted IS DISTINCT FROM (
            duplicate_of IS NULL
            AND caseid IN (SELECT caseid FROM faers.case_drug WHERE role IN ('PS', 'SS') AND ingredient IS NOT NULL)
            AND caseid IN (SELECT caseid FROM faers.case_event)
        )
        """,
    )
    assert wrong == 0
    assert value(file, "SELECT count(*) FROM faers.cases WHERE NOT is_counted") > 0


def test_cells_of_every_watched_pair_are_those_counted_straight_from_the_cases(file: duckdb.DuckDBPyConnection) -> None:
    wrong = value(
        file,
        """
        WITH counted AS (SELECT caseid FROM faers.cases WHERE is_counted)
        , together AS (
            SELECT ingredient, event_pt, count(DISTINCT caseid) AS a
            FROM faers.suspect INNER JOIN faers.case_event USING (caseid) SEMI JOIN counted USING (caseid)
            GROUP BY ALL
        )
        SELECT count(*)
        FROM signals.watch AS watch
        LEFT JOIN together ON watch.drug = together.ingredient AND lower(watch.event) = lower(together.event_pt)
        WHERE analysis = 'primary' AND drug_kind = 'ingredient' AND event_kind = 'term'
            AND watch.a != coalesce(together.a, 0)
        """,
    )
    assert wrong == 0


def test_a_pair_nobody_reported_is_in_the_watchlist_table_and_not_among_the_pairs(
    file: duckdb.DuckDBPyConnection,
) -> None:
    assert value(file, "SELECT count(*) FROM signals.pair WHERE a = 0") == 0
    assert value(file, "SELECT count(*) FROM signals.watch WHERE a = 0") > 0


def test_a_synthetic_world_is_called_synthetic(file: duckdb.DuckDBPyConnection) -> None:
    assert rows(file, "SELECT is_synthetic FROM meta.run") == [(True,)]


def test_the_lake_holds_one_file_a_table_and_quarter_with_the_values_verbatim(small_publication: Publication) -> None:
    lake = small_publication.home / "lake"
    quarters = sorted(loaded_quarters(FolderLake(lake)))
    for table in LAKE_TABLES:
        assert sorted(path.stem for path in (lake / table).iterdir()) == quarters
    with zipfile.ZipFile(small_publication.home / "fda" / "faers_ascii_2023q1.zip") as archive:
        (member,) = (name for name in archive.namelist() if "DEMO23Q1" in name.upper())
        header, *lines = archive.read(member).decode("latin-1").splitlines()
    names, fields = header.lower().split("$"), [line.split("$") for line in lines]
    held = duckdb.read_parquet(str(lake / "demo" / "2023Q1.parquet")).fetchall()
    columns = duckdb.read_parquet(str(lake / "demo" / "2023Q1.parquet")).columns
    for name in ("primaryid", "event_dt", "age", "sex", "occr_country", "mfr_num"):
        in_zip = sorted(row[names.index(name)] for row in fields)
        assert sorted(row[columns.index(name)] or "" for row in held) == in_zip


def test_the_same_inputs_publish_nothing(small_publication: Publication, tmp_path: Path) -> None:
    copy = small_publication.copied_to(tmp_path / "copy")
    before = hashlib.sha256(copy.path.read_bytes()).hexdigest()
    assert not publish(copy.home)
    assert hashlib.sha256(copy.path.read_bytes()).hexdigest() == before


def test_a_new_quarter_is_published_whole_and_carries_the_history_along(two_publications: Publication) -> None:
    with open_read_only(two_publications.home / FIRST_NAME) as reader:
        assert rows(reader, "SELECT quarters FROM meta.run") == [(["2012Q3", "2023Q1"],)]
        earlier = rows(reader, "SELECT drug, event, analysis, a FROM signals.watch ORDER BY ALL")
    with open_read_only(two_publications.path) as reader:
        assert value(reader, "SELECT count(*) FROM meta.run") == 2
        assert value(reader, "SELECT count(DISTINCT run_id) FROM history.watch") == 1
        assert rows(reader, "SELECT drug, event, analysis, a FROM history.watch ORDER BY ALL") == earlier
        latest = value(reader, "SELECT arg_max(run_id, published_at) FROM meta.run")
        assert value(reader, f"SELECT count(*) FROM history.watch WHERE run_id = '{latest}'") == 0
    kept = two_publications.home / PREVIOUS_NAME
    first = two_publications.home / FIRST_NAME
    assert kept.read_bytes() == first.read_bytes(), "the file before is kept beside it"


def test_a_build_that_fails_leaves_what_was_published(
    small_publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = small_publication.copied_to(tmp_path / "copy")
    before = copy.path.read_bytes()
    plan = build_plan.plan(copy.home, [load_watchlist(WATCHLIST)], source="a test")
    (copy.home / "lake" / "reac" / "2023Q1.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises((OutsideError, duckdb.Error)):
        build_publication.build(plan, build_models(), Resources())
    assert copy.path.read_bytes() == before


def test_nothing_loaded_is_stated_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="No quarter could be loaded"):
        build_plan.plan(tmp_path, [load_watchlist(WATCHLIST)], source="a test")


def test_real_and_synthetic_quarters_do_not_mix(small_publication: Publication, tmp_path: Path) -> None:
    copy = small_publication.copied_to(tmp_path / "copy")
    marker = copy.home / "lake" / "load" / "2023Q1.parquet"
    rows = pq.read_table(marker)
    column = rows.schema.get_field_index("is_synthetic")
    real = rows.set_column(column, "is_synthetic", pa.array([False] * rows.num_rows))
    pq.write_table(real, marker)
    with pytest.raises(RequestError, match="both real and SYNTHETIC"):
        build_plan.plan(copy.home, [load_watchlist(WATCHLIST)], source="a test")


def test_a_published_file_that_is_no_duckdb_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / PUBLISHED_NAME).write_bytes(b"not a database" * 1000)
    with pytest.raises(RequestError, match="cannot be read as a DuckDB file"), open_read_only(published_file(tmp_path)):
        pass
