"""The made zips: marked, deterministic, well formed, in FDA's proportions, with all that is planted in them."""

import csv
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from signals.demo import World, make_world
from signals.demo.layouts import TABLES, deleted_list, file_layouts
from signals.demo.lexicon import lexicon
from signals.demo.quarter_reports import HardDuplicates
from signals.demo.random_reports import draw_reports
from signals.errors import RequestError
from signals.quarter import Quarter
from signals.sources.faers.zip_name import zip_name
from tests.demo.conftest import SMALL_QUARTERS, Read

PROPORTIONS = Path(__file__).parents[2] / "data" / "reference" / "faers_quarters.csv"


def digests(world: World) -> list[str]:
    return [sha256(path.read_bytes()).hexdigest() for path in world.zips]


def test_every_zip_says_that_it_is_synthetic(small: Read) -> None:
    for quarter in SMALL_QUARTERS:
        assert small.content(quarter, "SYNTHETIC.txt").startswith(b"SYNTHETIC.")


def test_zips_bear_fdas_names_and_hold_all_tables(small: Read) -> None:
    assert [path.name for path in small.world.zips] == [zip_name(Quarter.parse(q)) for q in SMALL_QUARTERS]
    for path, quarter in zip(small.world.zips, SMALL_QUARTERS, strict=True):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            members = set(archive.namelist())
        assert {layout.member for layout in file_layouts(Quarter.parse(quarter)).values()} <= members


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (
        make_world(tmp_path / name, quarters=["2012Q3", "2023Q1"], reports_per_quarter=300, seed=seed)
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert digests(first) == digests(again)
    assert not set(digests(first)) & set(digests(other))


def test_kinase_inhibitors_are_in_as_many_first_reports_as_asked() -> None:
    reports = draw_reports(20_000, Quarter(2023, 1), np.random.default_rng(1), 1, kinase_share=0.05)
    assert lexicon().kinase[reports.columns["main"]].mean() == pytest.approx(0.05, abs=0.005)  # three standard errors


def test_no_value_holds_a_stray_dollar_or_line_end(small: Read) -> None:
    for quarter in SMALL_QUARTERS:
        for table, layout in file_layouts(Quarter.parse(quarter)).items():
            content = small.content(quarter, layout.member)
            lines = content.split(layout.header_end.encode())
            dollars = {line.count(b"$") for line in lines[1:-1]}
            assert dollars == {len(layout.columns) - 1 + layout.line_end.count("$")}, (quarter, table)
            assert content.count(b"\r") == content.count(b"\n") == len(lines) - 1
            assert lines[-1] == b""


def test_the_rows_told_are_the_rows_written(small: Read) -> None:
    for quarter in SMALL_QUARTERS:
        for table in TABLES:
            assert small.world.rows[quarter][table] == len(small.table(quarter, table))
        assert small.world.rows[quarter]["DEMO"] == 1_000


@pytest.mark.parametrize("quarter", ["2012Q2", "2014Q3", "2023Q1"])
def test_rows_stand_in_the_proportions_of_fdas_quarters(demo: Read, quarter: str) -> None:
    # FDA's own row counts of the quarter; its reports name more drugs (3.3 to 4.4), so rows a drug are compared.
    with PROPORTIONS.open(encoding="utf-8", newline="") as file:
        fda = {
            name: int(n)
            for name, n in next(r for r in csv.DictReader(file) if r["quarter"] == quarter).items()
            if n.isdigit()
        }
    made = demo.world.rows[quarter]
    assert made["DRUG"] / made["DEMO"] == pytest.approx(2.7, abs=0.1)
    assert made["REAC"] / made["DEMO"] == pytest.approx(fda["reac"] / fda["demo"], rel=0.12)
    assert made["OUTC"] / made["DEMO"] == pytest.approx(fda["outc"] / fda["demo"], rel=0.10)
    assert made["INDI"] / made["DRUG"] == pytest.approx(fda["indi"] / fda["drug"], rel=0.10)
    assert made["THER"] / made["DRUG"] == pytest.approx(fda["ther"] / fda["drug"], rel=0.10)
    assert made["RPSR"] / made["DEMO"] == pytest.approx(fda["rpsr"] / fda["demo"], rel=0.20)


def test_report_numbers_are_unique_and_children_belong_to_reports(small: Read) -> None:
    for quarter in SMALL_QUARTERS:
        keys = small.table(quarter, "DEMO")["primaryid"]
        assert keys.is_unique
        for table in TABLES[1:]:
            assert set(small.table(quarter, table)["primaryid"]) <= set(keys)
        assert set(small.table(quarter, "DRUG")["primaryid"]) == set(keys)
        assert set(small.table(quarter, "REAC")["primaryid"]) == set(keys)


def test_eras_write_terms_and_dates_in_their_own_way(small: Read) -> None:
    assert small.table("2012Q3", "REAC")["pt"].str.isupper().all()
    assert not small.table("2012Q4", "REAC")["pt"].str.isupper().any()
    lengths = {q: set(small.table(q, "DEMO")["event_dt"].str.len()) - {0} for q in SMALL_QUARTERS}
    assert lengths["2012Q3"] == {8} and lengths["2023Q1"] == {8}
    assert lengths["2012Q4"] == {4, 6, 8} and lengths["2019Q1"] == {4, 6, 8}
    firsts = small.table("2023Q1", "DEMO")["event_dt"].str.endswith("01")
    assert firsts.mean() > 2 / 30, "dates known to the month are padded to the 1st"


def test_aers_drug_numbers_are_long_and_its_first_reports_have_no_version(small: Read) -> None:
    assert small.table("2012Q2", "DRUG")["drug_seq"].str.len().eq(10).all()
    assert small.table("2012Q4", "DRUG").groupby("primaryid")["drug_seq"].first().eq("1").all()
    assert (small.table("2012Q2", "DEMO")["caseversion"] == "").mean() > 0.5
    assert (small.table("2012Q4", "DEMO")["caseversion"] != "").all()


def test_follow_ups_come_in_later_quarters_and_across_the_eras(small: Read) -> None:
    demo = small.whole("DEMO", ["caseid", "caseversion"])
    demo = demo[demo["caseid"] != ""].assign(version=lambda d: d["caseversion"].replace("", "0").astype(int))
    seen: dict[str, int] = {}
    for quarter in SMALL_QUARTERS:
        here = demo[demo["quarter"] == quarter]
        again = here[here["caseid"].isin(list(seen))]
        planted = small.world.planted[quarter]
        assert again["caseid"].nunique() == planted.follow_ups
        assert (again["version"] >= again["caseid"].map(seen).astype(int)).all()
        assert (again["version"] == again["caseid"].map(seen).astype(int)).sum() == planted.reissued
        assert here["caseid"].duplicated().sum() == planted.same_quarter
        seen |= here.groupby("caseid")["version"].max().to_dict()
    assert small.world.planted["2012Q4"].era_bridge > 0


def test_a_case_never_seen_before_is_new_or_a_copy(small: Read) -> None:
    numbers = small.whole("DEMO", ["caseid", "mfr_num", "mfr_sndr"]).query("mfr_num != ''")
    same_number = numbers.groupby(["mfr_num", "mfr_sndr"])["caseid"].nunique()
    planted = sum(counts.same_number for counts in small.world.planted.values())
    # An AERS row that lost its case number adds a blank to its group.
    assert (same_number > 1).sum() == pytest.approx(planted, abs=5)


def test_copies_agree_in_all_that_aeolus_compares(small: Read) -> None:
    key = ["event_dt", "age", "age_cod", "sex", "reporter_country"]
    for quarter in ("2012Q3", "2023Q1"):
        demo = small.table(quarter, "DEMO").query("event_dt != '' and age != '' and sex in ('F', 'M') and caseid != ''")
        demo = demo.sort_values("caseversion").drop_duplicates("caseid", keep="last").set_index("primaryid")
        drugs = (
            small.table(quarter, "DRUG")
            .groupby("primaryid")["drugname"]
            .agg(lambda names: "|".join(sorted(set(names))))
        )
        terms = small.table(quarter, "REAC").groupby("primaryid")["pt"].agg(lambda names: "|".join(sorted(names)))
        stories = demo[key].join(drugs).join(terms)
        # A few originals have a later version with one event more, and no longer agree.
        assert stories.duplicated().sum() >= 0.8 * small.world.planted[quarter].alike


def test_deleted_lists_begin_with_a_space_and_repeat_numbers(small: Read) -> None:
    for quarter in ("2019Q1", "2023Q1", "2025Q3"):
        member = deleted_list(Quarter.parse(quarter))
        assert member is not None
        first, *numbers = small.content(quarter, member).decode().split("\r\n")[:-1]
        assert first == " "
        assert len(set(numbers)) == small.world.planted[quarter].deleted < len(numbers)
        assert set(numbers) & set(small.whole("DEMO", ["caseid"])["caseid"])


def test_some_reports_have_no_case_number_or_no_suspect(demo: Read) -> None:
    for quarter in ("2012Q2", "2023Q1"):
        blank = (demo.table(quarter, "DEMO")["caseid"] == "").sum()
        assert blank == demo.world.planted[quarter].without_case
        drug = demo.table(quarter, "DRUG")
        suspected = drug.loc[drug["role_cod"].isin(["PS", "SS"]), "primaryid"].nunique()
        assert drug["primaryid"].nunique() - suspected == demo.world.planted[quarter].without_suspect > 0
    assert demo.world.planted["2012Q2"].without_case > 0 == demo.world.planted["2023Q1"].without_case


def test_one_row_a_dose_and_blank_reporters_appear_when_fda_began(small: Read) -> None:
    def repeats(quarter: str) -> int:
        return int(small.table(quarter, "DRUG").duplicated(["primaryid", "drug_seq"]).sum())

    assert repeats("2025Q3") > 50 and repeats("2023Q1") == 0
    assert "DN" in set(small.table("2025Q3", "DRUG")["role_cod"])
    assert "DN" not in set(small.table("2023Q1", "DRUG")["role_cod"])
    assert (small.table("2025Q3", "DEMO")["occp_cod"] == "").mean() > 0.7
    assert (small.table("2023Q1", "DEMO")["occp_cod"] == "").mean() < 0.1


def test_dose_rows_of_one_number_name_one_drug(small: Read) -> None:
    drug = small.table("2025Q3", "DRUG")
    assert drug.groupby(["primaryid", "drug_seq"])["drugname"].nunique().max() == 1
    numbers = drug["drug_seq"].astype(int).groupby(drug["primaryid"]).agg(["max", "nunique"])
    assert (numbers["max"] == numbers["nunique"]).all()


def test_the_truth_names_every_drug_record(small: Read) -> None:
    truth = small.truth()
    assert list(truth.columns) == [
        *("quarter", "primaryid", "drug_seq", "drugname", "ingredient"),
        *("is_kinase_inhibitor", "is_known_spelling"),
    ]
    drug = small.whole("DRUG", ["primaryid", "drug_seq", "drugname"])
    assert len(truth) == len(drug)
    assert (truth["drugname"].to_numpy() == drug["drugname"].to_numpy()).all()
    assert (truth["primaryid"].astype(str).to_numpy() == drug["primaryid"].to_numpy()).all()


def test_kinase_inhibitors_come_in_many_spellings_and_few_are_unknown(demo: Read) -> None:
    kinase = demo.truth().query("is_kinase_inhibitor")
    assert 0.002 < 1 - kinase["is_known_spelling"].mean() < 0.02
    imatinib = set(kinase.query("ingredient == 'imatinib' and is_known_spelling")["drugname"])
    assert {"GLEEVEC", "Glivec", "IMATINIB MESYLATE", "GLEEVEC.", "GLIVEC 100 MG"} <= imatinib
    assert len(imatinib) > 25
    unknown = set(kinase.query("not is_known_spelling")["drugname"])
    assert not unknown & set(kinase.query("is_known_spelling")["drugname"])


def test_ingredients_and_terms_are_many_and_unequal(demo: Read) -> None:
    truth = demo.truth()
    counts = truth["ingredient"].value_counts()
    assert len(counts) > 1_200
    assert counts.iloc[0] > 50 * counts.iloc[1_000]
    terms = demo.table("2023Q1", "REAC")["pt"].value_counts()
    assert len(terms) > 1_500 and terms.index[0] == "Drug ineffective"


def test_a_later_world_of_the_same_quarters_may_begin_anywhere(tmp_path: Path) -> None:
    world = make_world(tmp_path, quarters=["2026q2", "2005Q2"], reports_per_quarter=200)
    assert [path.name for path in world.zips] == ["aers_ascii_2005q2.zip", "faers_ascii_2026q2.zip"]
    assert world.truths == ()


@pytest.mark.parametrize(
    ("quarters", "count", "message"),
    [
        (["2023Q1", "2023q1"], 300, "each quarter once"),
        (["2023Q1"], 199, "200 to 900,000"),
        (["2023Q1"], 900_001, "200 to 900,000"),
        (["2023"], 300, "Expected a quarter"),
        (["2003Q4"], 300, "begin with 2004Q1"),
        (["2031Q1"], 300, "up to 2030Q4"),
    ],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, quarters: list[str], count: int, message: str) -> None:
    with pytest.raises((ValueError, RequestError), match=message):
        make_world(tmp_path / "never", quarters=quarters, reports_per_quarter=count)
    assert not (tmp_path / "never").exists()


def test_dates_lie_between_the_patient_and_the_quarter(small: Read) -> None:
    demo = small.table("2014Q3", "DEMO")
    received = demo["fda_dt"].astype(int)
    assert received.max() <= 20140930
    # A reissued version keeps its first date; every other one is of the quarter.
    assert (received < 20140701).sum() == small.world.planted["2014Q3"].reissued
    assert (demo["init_fda_dt"].astype(int) <= received).all()
    assert np.all(pd.to_numeric(demo["age"], errors="coerce").dropna() >= 0)


def test_hard_duplicates_are_planted_where_they_are_asked_for_and_nowhere_else(tmp_path: Path) -> None:
    plain, hard = (
        make_world(tmp_path / name, quarters=["2023Q1"], reports_per_quarter=1_000, truth=True, hard=shares)
        for name, shares in (("plain", HardDuplicates()), ("hard", HardDuplicates(retold=0.05, series=0.04)))
    )
    assert (plain.planted["2023Q1"].retold, plain.planted["2023Q1"].series) == (0, 0)
    assert (hard.planted["2023Q1"].retold, hard.planted["2023Q1"].series) == (50, 40)
    cases_of_story = pd.read_parquet(tmp_path / "hard" / "stories_2023Q1.parquet").groupby("story")["caseid"].nunique()
    copies = pd.read_parquet(tmp_path / "plain" / "stories_2023Q1.parquet").groupby("story")["caseid"].nunique()
    # A copy under another case number tells the first one's story; a report of a series tells its own.
    assert (copies - 1).sum() == 20
    assert (cases_of_story - 1).sum() == 20 + 50
