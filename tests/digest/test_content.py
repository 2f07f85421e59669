from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from signals.digest.content import read_content
from signals.errors import RequestError
from tests.digest.weeks import IMATINIB, RUN, STANDARD_WEEK, Publish, Week


def test_only_single_ingredients_with_the_headline_event_are_counted_as_drugs(publish: Publish) -> None:
    others = [replace(IMATINIB, drug="TKI", drug_kind="class"), replace(IMATINIB, event_kind="term")]
    content = read_content(publish(Week(watch=[*STANDARD_WEEK, *others])))
    assert content.topic.event == "cns_onset"
    assert (content.drugs_with("disproportionate"), content.drug_count) == (1, 3)
    assert content.pair_count == 6


def test_another_watchlist_takes_its_own_event_group_for_the_headline(publish: Publish) -> None:
    content = read_content(publish(Week(watch=[replace(IMATINIB, event="rhabdomyolysis")], headline="rhabdomyolysis")))
    assert (content.topic.event, content.drugs_with("disproportionate")) == ("rhabdomyolysis", 1)


def test_the_week_is_the_iso_week_of_the_publication(publish: Publish) -> None:
    from datetime import datetime

    run = [*RUN[:2], datetime(2027, 1, 2, 12), *RUN[3:]]
    assert read_content(publish(Week(run=run))).week == "2026-W53"


def test_a_pair_that_stands_out_in_the_first_analysis_only_is_no_standing_signal(publish: Publish) -> None:
    confounded = [replace(IMATINIB, a=0, verdict="too few reports"), replace(IMATINIB, analysis="primary")]
    assert read_content(publish(Week(watch=confounded))).standing == ()


def test_the_lines_of_all_quarters_come_first_then_the_newest(publish: Publish) -> None:
    lines = read_content(publish(Week())).rows("lines and reports read")
    assert [row.quarter for row in lines[:2]] == ["all", "2026Q2"]
    assert (lines[0].lines, lines[0].rows_rejected, lines[0].reports) == (20003, 3, 10000)


def test_no_published_file_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no published file"):
        read_content(tmp_path / "nibwatch.duckdb")


def test_a_file_that_is_no_database_is_a_wrong_request(tmp_path: Path) -> None:
    path = tmp_path / "nibwatch.duckdb"
    path.write_text("not a database")
    with pytest.raises(RequestError, match="cannot be read"):
        read_content(path)


def test_a_file_without_a_table_of_the_contract_is_a_wrong_request(publish: Publish) -> None:
    path = publish(Week())
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE meta.load")
    with pytest.raises(RequestError, match="publish it again"):
        read_content(path)


def test_a_file_without_a_publication_is_a_wrong_request(publish: Publish) -> None:
    path = publish(Week())
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM meta.run")
    with pytest.raises(RequestError, match=r"meta\.run"):
        read_content(path)
