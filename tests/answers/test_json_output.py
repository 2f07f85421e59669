"""`--json` of every reading command: strict JSON, with the numbers of the published file and null for what is undefined."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from signals import answers, cli
from signals.answers.settings import settings_in_use
from signals.database import open_read_only
from signals.settings import Settings, settings_file
from tests.publications import Publication

Printed = Callable[..., Any]
ANSWERS = Path(answers.__file__).parent


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], small_publication: Publication) -> Printed:
    """What a command prints with --json, read by a parser that takes no NaN and no infinity."""

    def run(*arguments: str) -> Any:
        home = str(small_publication.home)
        cli.answer([*arguments, "--json", "--data-dir", home])
        return json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))

    return run


def stored(publication: Publication, query: str) -> list[tuple[Any, ...]]:
    with open_read_only(publication.path) as connection:
        return connection.execute(query).fetchall()


def test_a_pair_has_its_cells_and_unrounded_statistics(printed: Printed, small_publication: Publication) -> None:
    said = printed("pair", "imatinib", "Optic neuritis")
    ((a, b, c, d, ror, ic_lower),) = stored(
        small_publication,
        "SELECT a, b, c, d, ror, ic_lower FROM signals.pair "
        "WHERE ingredient = 'imatinib' AND event_pt = 'Optic neuritis'",
    )
    assert [said[name] for name in "abcd"] == [a, b, c, d]
    assert said["ror"] == pytest.approx(ror, rel=1e-12)
    assert said["ic_lower"] == pytest.approx(ic_lower, rel=1e-9)
    assert said["is_synthetic"] is True


def test_what_is_undefined_for_a_pair_is_null(printed: Printed, small_publication: Publication) -> None:
    ((drug,),) = stored(
        small_publication,
        "SELECT drug FROM signals.watch WHERE a = 0 AND b > 0 AND analysis = 'primary' AND event = 'Optic neuritis' "
        "AND drug_kind = 'ingredient' ORDER BY drug LIMIT 1",
    )
    said = printed("pair", drug, "Optic neuritis")
    assert said["a"] == 0
    assert said["ror"] is None


def test_the_watchlist_has_every_row(printed: Printed, small_publication: Publication) -> None:
    said = printed("watch")
    ((count, cases),) = stored(small_publication, "SELECT count(*), sum(primary_a)::BIGINT FROM signals.watch_summary")
    rows = said["signals.watch_summary"]
    assert (len(rows), sum(row["primary_a"] for row in rows)) == (count, cases)
    assert said["run"]["is_synthetic"] is True


def test_a_drug_has_every_row_of_every_table_on_it(printed: Printed, small_publication: Publication) -> None:
    said = printed("watch", "Gleevec")
    assert said["drug"] == "imatinib"
    for table, rows in tomllib.loads((ANSWERS / "json_tables.toml").read_text())["drug"].items():
        where = rows.partition(" ORDER BY ")[0].replace("$watchlist", "'tki_demyelination'")
        where = where.replace("$drug", "'imatinib'")
        ((count,),) = stored(small_publication, f"SELECT count(*) FROM {table} WHERE {where}")
        assert len(said[table]) == count, table
    assert said["signals.watch"] and said["evidence.study"]


def test_the_blocks_that_text_shows_stand_in_json_by_their_queries_unrounded(printed: Printed) -> None:
    said = printed("watch", "imatinib")
    assert next(iter(said["pages/answer"]))["in_short"].startswith("In short: ")
    first = said["answers/drug_groups"][0]
    assert (first["event"], first["cases"]) == (
        "New central demyelination",
        said["signals.watch_summary"][0]["comparison_a"],
    )
    assert first["expected"] != round(first["expected"], 2)
    whole = printed("watch", "imatinib", "--all")
    assert {"pages/trend", "pages/cautions"} <= set(whole) and "pages/trend" not in said
    assert printed("watch")["answers/watchlist"][0]["comparison_a"] > 0
    assert printed("status", "--offline")["answers/reconciliation"]


def test_a_drugs_cases_are_those_behind_its_counts(printed: Printed, small_publication: Publication) -> None:
    said = printed("watch", "imatinib", "--cases")
    rows = [row for row in said["signals.watch_case"] if row["event"] == "cns_onset"]
    ((a,),) = stored(
        small_publication,
        "SELECT a FROM signals.watch WHERE drug = 'imatinib' AND event = 'cns_onset' AND analysis = 'primary'",
    )
    assert len(rows) == a
    assert all(isinstance(row["reactions"], list) for row in rows)


def test_a_case_is_verbatim_and_says_what_became_of_it(printed: Printed, small_publication: Publication) -> None:
    caseid = stored(small_publication, "SELECT max(caseid) FROM faers.cases WHERE is_counted")[0][0]
    said = printed("case", str(caseid))
    assert said["caseid"] == caseid
    assert said["demo"][0]["caseid"] == str(caseid)
    assert any("it counts" in line for line in said["standing"])


def test_the_status_has_every_file_and_every_step(printed: Printed, small_publication: Publication) -> None:
    said = printed("status", "--offline")
    ((files,),) = stored(small_publication, "SELECT count(*) FROM meta.load")
    assert len(said["meta.load"]) == files
    assert said["meta.reconciliation"]
    assert said["quarters"] == said["run"]["quarters"]
    assert said["newer"] is None


def test_a_query_takes_the_same_option(printed: Printed) -> None:
    assert printed("sql", "SELECT 1 AS one, 'nan'::DOUBLE AS none") == [{"one": 1, "none": None}]


def test_the_settings_are_there_and_a_secret_is_not() -> None:
    secret = Settings(ncbi_api_key="s3cret", mail_to="a@example.org")
    said = json.loads(settings_in_use(secret, {}, settings_file()).json)
    values = {row["setting"]: row["value"] for row in said["settings"]}
    assert values["mail_to"] == ["a@example.org"]
    assert values["threads"] >= 1
    assert values["smtp_host"] is None
    assert "s3cret" not in json.dumps(said)
    assert values["ncbi_api_key"] is not None
