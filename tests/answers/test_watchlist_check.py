"""A watchlist held against what is published, and a new one written from it."""

import shlex
from pathlib import Path

import duckdb
import pytest

from signals.answers.status import status
from signals.answers.watchlist_check import check_watchlist
from signals.answers.watchlist_new import write_watchlist
from signals.database import open_read_only
from signals.errors import RequestError
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import Publication

WATCHLIST = """
[class]
name = "x"
ingredients = ["imatinib", "{drug}"]
[groups.g]
terms = ["Optic neuritis", "{term}"]
[lists.companions]
words = "reports that name a companion"
ingredients = ["methotrexate"]
[[analyses]]
name = "no_companions"
words = "without companions"
leave_out = ["companions"]
"""


def written(folder: Path, drug: str = "nilotinib", term: str = "Demyelination") -> str:
    path = folder / "mine.toml"
    path.write_text(WATCHLIST.format(drug=drug, term=term))
    return str(path)


def test_a_misspelt_drug_and_term_are_reported_with_the_nearest(small_publication: Publication, tmp_path: Path) -> None:
    checked = check_watchlist(small_publication.path, written(tmp_path, drug="nilotinip", term="Demyelinization"))
    assert checked.problem_count == 2
    assert (
        "class.ingredients: 'nilotinip': no report and no reference table knows it; did you mean nilotinib?"
        in checked.text
    )
    assert (
        "groups.g.terms: 'Demyelinization': no report and no reference table knows it; did you mean Demyelination?"
        in checked.text
    )


def test_names_that_reports_know_in_any_letter_case_are_in_order(
    small_publication: Publication, tmp_path: Path
) -> None:
    checked = check_watchlist(small_publication.path, written(tmp_path, term="dEMYELINATION"))
    assert checked.problem_count == 0 and "is in order" in checked.text


def test_a_drug_that_only_a_reference_table_knows_is_no_problem_and_has_no_case(
    small_publication: Publication, tmp_path: Path
) -> None:
    checked = check_watchlist(small_publication.path, written(tmp_path, drug="delafloxacin"))
    assert checked.problem_count == 0 and "delafloxacin 0" in checked.text


def test_a_brand_on_a_list_is_a_name_that_the_reference_tables_know(
    small_publication: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        WATCHLIST.format(drug="nilotinib", term="Demyelination").replace('"methotrexate"', '"actemra", "gleevec"')
    )
    assert check_watchlist(small_publication.path, str(path)).problem_count == 0


OF_ITS_DRUGS = """
[[analyses]]
name = "own_indication"
words = "in its own indications"
only_indications = true
[[analyses]]
name = "against_class"
words = "against the class"
comparator = "only the class"
[[analyses]]
name = "against_companions"
words = "against companions"
comparator = "companions"
[[analyses]]
name = "no_strangers"
words = "without strangers"
leave_out = ["strangers"]
[lists.strangers]
words = "reports that name a stranger"
[indication_groups.leukaemia]
terms = ["Chronic myeloid leukaemia"]
[[main_indications]]
ingredients = ["imatinib"]
groups = ["leukaemia"]
source = "made up for tests"
"""


def test_each_analysis_is_reported_with_the_counted_cases_that_it_leaves_out(
    small_publication: Publication, tmp_path: Path
) -> None:
    path = Path(written(tmp_path))
    path.write_text(WATCHLIST.format(drug="nilotinib", term="Demyelination") + OF_ITS_DRUGS)
    with open_read_only(small_publication.path) as connection:

        def cases(condition: str, table: str = "case_drug") -> set[int]:
            rows = connection.execute(
                f"SELECT caseid FROM faers.{table} SEMI JOIN (FROM faers.cases WHERE is_counted) USING (caseid)"
                f" WHERE {condition}"
            ).fetchall()
            return {caseid for (caseid,) in rows}

        everything = cases("TRUE", "cases")
        watched = cases("ingredient IN ('imatinib', 'nilotinib') AND role IN ('PS', 'SS')")
        primary = cases("ingredient IN ('imatinib', 'nilotinib') AND role = 'PS'")
        without_primary = everything - cases("role = 'PS' AND ingredient IS NOT NULL")
        others = everything - cases("reporter_type IN ('MD', 'PH', 'OT', 'HP', 'RN')", "cases")
        companions = cases("ingredient = 'methotrexate'")
        compared = cases("ingredient = 'methotrexate' AND role IN ('PS', 'SS')")
        leukaemia = cases("indication_pt = 'Chronic myeloid leukaemia'", "case_indication")
        imatinib = cases("ingredient = 'imatinib' AND role IN ('PS', 'SS')")
    of_imatinib = imatinib & leukaemia
    left_out = {
        "ps_only (when only primary suspects count)": (without_primary, watched - primary),
        "hcp_only (among reports of health professionals)": (others, others & watched),
        "no_companions (without companions)": (companions, companions & watched),
        "own_indication (in its own indications), made for 1 of 2 drugs": (
            everything - leukaemia,
            watched - of_imatinib,
        ),
    }
    assert all(of_watched for _, of_watched in left_out.values()) and of_imatinib
    lines = check_watchlist(small_publication.path, str(path)).text.split("\n")
    statement = f"of the {len(watched):,} that suspect a watched drug do not count as its cases"
    for start, (of_all, of_watched) in left_out.items():
        of_n = f"leaves out {len(of_all):,} of {len(everything):,} cases"
        assert f"{start}: {of_n}; {len(of_watched):,} {statement}." in lines
    for start, comparator in (
        ("against_class (against the class)", watched),
        ("against_companions (against companions)", compared),
    ):
        none = f"leaves out 0 of {len(everything):,} cases; 0 {statement}"
        assert f"{start}: {none}; {len(everything - comparator):,} are in no drug's comparator." in lines
    assert "primary (when all reports count): leaves out nothing." in lines
    assert "no_strangers (without strangers): not made, since the watchlist lists nothing to leave out." in lines
    assert any(
        line.startswith("before_publicity") and "not made, since the watchlist dates no publication" in line
        for line in lines
    )


def test_it_leaves_out_as_many_cases_as_the_published_analyses_do(small_publication: Publication) -> None:
    text = check_watchlist(small_publication.path, "tki_demyelination").text
    with open_read_only(small_publication.path) as connection:
        analyses = connection.execute(
            """
            SELECT watched.analysis, cases.case_count - watched.most_case_count, cases.case_count
            FROM signals.watch_analysis AS watched
            CROSS JOIN (SELECT count(*) AS case_count FROM faers.cases WHERE is_counted) AS cases
            WHERE NOT watched.is_adjusted AND watched.comparator = 'all'
            """
        ).fetchall()
    for name, left_out, case_count in analyses:
        if left_out:
            line = next(line for line in text.split("\n") if line.startswith(f"{name} ("))
            assert f": leaves out {left_out:,} of {case_count:,} cases;" in line
    leaving_out = {name for name, left_out, _ in analyses if left_out}
    assert leaving_out >= {"hcp_only", "no_ms_no_causes", "without_probable_duplicates", "before_publicity"}


def test_a_new_watchlist_has_the_terms_that_hold_the_text_and_can_be_loaded(
    small_publication: Publication, tmp_path: Path
) -> None:
    path = tmp_path / "my topic's.toml"
    said = write_watchlist(small_publication.path, path, ["Gleevec "], "NEURITIS")
    assert f"{path}: 1 drug, " in said and "there are more" not in said
    assert shlex.split(said.split("then: ")[1]) == [
        *("nibwatch", "watchlist", "check"), f"{path};", *("nibwatch", "run", "--watchlist", str(path))
    ]  # fmt: skip
    watchlist = load_watchlist(path)
    assert watchlist.drug_class.ingredients == ("imatinib",)
    assert "Optic neuritis" in watchlist.groups["events"].terms
    assert check_watchlist(small_publication.path, str(path)).problem_count == 0


def test_a_text_that_more_terms_hold_than_are_listed_is_reported(
    small_publication: Publication, tmp_path: Path
) -> None:
    assert "60 terms with 'a', the most reported; there are more." in write_watchlist(
        small_publication.path, tmp_path / "new.toml", ["imatinib"], "a"
    )


def test_a_file_that_is_there_is_not_written_over_and_no_term_is_refused(
    small_publication: Publication, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match="No preferred term of the published reports holds 'xyzzy'"):
        write_watchlist(small_publication.path, tmp_path / "new.toml", ["imatinib"], "xyzzy")
    assert not (tmp_path / "new.toml").exists()
    (tmp_path / "new.toml").write_text("mine")
    with pytest.raises(RequestError, match="is there already"):
        write_watchlist(small_publication.path, tmp_path / "new.toml", ["imatinib"], "neuritis")


def test_status_reads_a_file_that_was_published_before_there_were_such_problems(
    small_publication: Publication, tmp_path: Path
) -> None:
    home = small_publication.copied_to(tmp_path / "home")
    with duckdb.connect(str(home.path)) as connection:
        connection.execute("DROP TABLE meta.watchlist_problem")
    assert "no reference table knows it" not in status(home.home, ask_source=False).text


def test_status_names_what_the_published_watchlist_has_and_nothing_knows(small_publication: Publication) -> None:
    assert "no report and no reference table knows it" in status(small_publication.home, ask_source=False).text
