"""The watchlist: what ours holds, what another may leave out, and how a bad one is refused."""

import datetime
import hashlib
from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.vocabulary.watchlist import WATCHLIST_FOLDER, load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist
from tests.reference_tables import reference_tables

SMALL = """
[class]
name = "anti-TNF"
ingredients = ["etanercept", "adalimumab"]

[groups.z_first]
terms = ["Demyelination", "Optic neuritis"]

[groups.a_second]
terms = ["Headache"]
"""
FULL = """
title = "T"
version = "1"
[class]
name = "c"
ingredients = ["imatinib", "nilotinib"]
reference = "kinase_inhibitor"
[comparison]
analysis = "no_context"
group = "g"
[[analyses]]
name = "no_context"
words = "without the context"
leave_out = ["context"]
[[analyses]]
name = "no_causes"
words = "without known causes"
leave_out = ["causes"]
[groups.g]
terms = ["A", "B"]
has_animal_model = true
[groups.h]
terms = ["A"]
[lists.context]
words = "reports in the context"
indications = ["Multiple sclerosis"]
events = ["Relapse"]
ingredients = ["natalizumab"]
brands = ["tysabri"]
[lists.causes]
words = "reports that name a known cause"
[[lists.causes.drugs]]
ingredient = "etanercept"
brands = ["enbrel"]
source = "a paper"
[[lists.causes.drugs]]
ingredient = "methotrexate"
route = "intrathecal"
source = "another"
[indication_groups.leukaemia]
terms = ["Chronic myeloid leukaemia", "Acute leukaemia"]
[indication_groups.stomach]
terms = ["Gastrointestinal stromal tumour"]
[[main_indications]]
ingredients = ["imatinib"]
groups = ["leukaemia", "stomach"]
source = "a label"
[[publicity]]
ingredient = "imatinib"
date = 2019-12-17
source = "a case series"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return path


def test_ours_watches_every_tyrosine_kinase_inhibitor_of_the_reference_table() -> None:
    rows = reference_tables()["kinase_inhibitor"].to_pylist()
    expected = [row["ingredient"] for row in rows if row["cohort"].startswith("TKI")]
    assert list(load_watchlist("tki_demyelination").drug_class.ingredients) == expected


def test_ours_keeps_onset_apart_from_the_course_of_multiple_sclerosis() -> None:
    groups = {name: set(group.terms) for name, group in load_watchlist("tki_demyelination").groups.items()}
    onset = {"cns_onset", "cns_onset_no_optic_neuritis"}
    assert set(groups) == {*onset, "ms_course", "peripheral_demyelination", "mimic", "sign"}
    assert {"Demyelination", "Optic neuritis", "Multiple sclerosis"} <= groups["cns_onset"]
    assert "Multiple sclerosis relapse" in groups["ms_course"]
    assert not groups["cns_onset"] & groups["ms_course"]


def test_ours_counts_onset_without_optic_neuritis_beside_it() -> None:
    groups = {name: set(group.terms) for name, group in load_watchlist("tki_demyelination").groups.items()}
    assert groups["cns_onset_no_optic_neuritis"] == groups["cns_onset"] - {
        *("Optic neuritis", "Optic neuritis retrobulbar")
    }


def test_ours_holds_the_terms_of_the_collection(shared: Path) -> None:
    lines = (shared / "reference" / "demyelination_terms.csv").read_text().splitlines()[1:]
    groups = load_watchlist("tki_demyelination").groups
    ours = {(term, name) for name, group in groups.items() for term in group.terms}
    assert ours >= {tuple(line.split(",")[:2]) for line in lines}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("Neuromyelitis optica", "Neuromyelitis optica spectrum disorder"),
        ("Optic neuritis retrobulbar", "Optic neuritis"),
        ("Reversible posterior leukoencephalopathy syndrome", "Posterior reversible encephalopathy syndrome"),
        ("Central pontine myelinolysis", "Osmotic demyelination syndrome"),
    ],
)
def test_ours_counts_an_older_preferred_term_with_the_one_that_replaced_it(older: str, newer: str) -> None:
    holding = [group.terms for group in load_watchlist("tki_demyelination").groups.values() if newer in group.terms]
    assert holding and all(older in terms for terms in holding)


def test_no_watched_drug_stands_on_a_list_that_ours_leaves_out() -> None:
    # else the analysis that leaves those reports out would leave out the drug's own
    ours = load_watchlist("tki_demyelination")
    assert ours.drugs_left_out and not ours.drugs_left_out & set(ours.drug_class.ingredients)


def test_the_hash_is_of_the_files_bytes() -> None:
    expected = hashlib.sha256((WATCHLIST_FOLDER / "tki_demyelination.toml").read_bytes()).hexdigest()
    assert load_watchlist("tki_demyelination").sha256 == expected


def test_another_class_needs_only_its_name_ingredients_and_terms(tmp_path: Path) -> None:
    watchlist = load_watchlist(write(tmp_path, SMALL))
    assert watchlist.name == watchlist.title == "mine"
    assert watchlist.drug_class.targets == (None, None)
    assert (watchlist.comparison_analysis, watchlist.comparison_group) == ("primary", "z_first")
    assert [watchlist.has_animal_model(name) for name in watchlist.groups] == [False, False]
    assert watchlist.evidence_file is None
    assert watchlist.topic_question.endswith("is it reported with disproportionately?")


def test_with_evidence_the_compared_group_alone_has_an_animal_model_unless_said_otherwise(tmp_path: Path) -> None:
    watchlist = load_watchlist(write(tmp_path, 'evidence = "demyelination"\n' + SMALL))
    assert [watchlist.has_animal_model(name) for name in watchlist.groups] == [True, False]


def test_an_evidence_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="key evidence: expected a file of data/evidence: demyelination, found 'x'"):
        load_watchlist(write(tmp_path, 'evidence = "x"\n' + SMALL))


def test_register_makes_the_tables_that_the_build_reads(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS watchlist")
        register_watchlist(connection, load_watchlist(write(tmp_path, FULL)))
        assert connection.execute("SELECT * FROM watchlist.drug ORDER BY ALL").fetchall() == [
            ("BCR-ABL", "target_class", "imatinib"), ("BCR-ABL", "target_class", "nilotinib"), ("c", "class", "imatinib"),
            ("c", "class", "nilotinib"), ("imatinib", "ingredient", "imatinib"), ("nilotinib", "ingredient", "nilotinib"),
        ]  # fmt: skip
        assert connection.execute("SELECT event, event_kind, event_pt, term_group FROM watchlist.event ORDER BY ALL").fetchall() == [
            ("A", "term", "A", "g"), ("A", "term", "A", "h"), ("B", "term", "B", "g"), ("g", "group", "A", "g"),
            ("g", "group", "B", "g"), ("h", "group", "A", "h"),
        ]  # fmt: skip
        assert connection.execute(
            "SELECT term_group, has_animal_model FROM watchlist.event_group ORDER BY 1"
        ).fetchall() == [("g", False), ("h", False)]
        assert connection.execute("SELECT * FROM watchlist.named_list ORDER BY 1").fetchall() == [
            ("causes", "reports that name a known cause", False), ("context", "reports in the context", False),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.list_drug ORDER BY ALL").fetchall() == [
            ("causes", "enbrel", None, "a paper"), ("causes", "etanercept", None, "a paper"),
            ("causes", "methotrexate", "intrathecal", "another"), ("context", "natalizumab", None, None),
            ("context", "tysabri", None, None),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.list_indication").fetchall() == [
            ("context", "Multiple sclerosis")
        ]
        assert connection.execute("SELECT * FROM watchlist.list_event").fetchall() == [("context", "Relapse")]
        assert connection.execute("SELECT * FROM watchlist.headline ORDER BY 2").fetchall() == [
            ("primary", False), ("no_context", True),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.indication_group ORDER BY 2").fetchall() == [
            ("leukaemia", "Acute leukaemia"), ("leukaemia", "Chronic myeloid leukaemia"),
            ("stomach", "Gastrointestinal stromal tumour"),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.main_indication ORDER BY 2").fetchall() == [
            ("imatinib", "leukaemia", "a label"), ("imatinib", "stomach", "a label"),
        ]  # fmt: skip
        assert connection.execute("SELECT * FROM watchlist.publicity").fetchall() == [
            ("imatinib", datetime.date(2019, 12, 17), "a case series")
        ]
        assert connection.execute(
            "SELECT name, title, version, primary_analysis, comparison_group FROM watchlist.protocol"
        ).fetchall() == [("mine", "T", "1", "primary", "g")]


def test_lists_that_are_left_out_are_empty_tables(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS watchlist")
        register_watchlist(connection, load_watchlist(write(tmp_path, SMALL)))
        lists = ("named_list", "list_drug", "list_indication", "list_event")
        for table in (*lists, "indication_group", "main_indication", "publicity"):
            assert connection.execute(f"SELECT count(*) FROM watchlist.{table}").fetchone() == (0,)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ingredients = ["imatinib", "nilotinib"]', "", "key class.ingredients: expected a list of at least one ingredient, found nothing"),
        ('["imatinib", "nilotinib"]', "[]", r"key class.ingredients: expected a list of at least one ingredient, found \[\]"),
        ('["imatinib", "nilotinib"]', '"imatinib"', "key class.ingredients: expected a list of at least one ingredient, found 'imatinib'"),
        ('["imatinib", "nilotinib"]', '["imatinib", "imatinib"]', "key class.ingredients: expected each name once, found 'imatinib' twice"),
        ('["imatinib", "nilotinib"]', '["Imatinib"]', r"key class.ingredients\[1\]: expected an ingredient in lower case, found 'Imatinib'"),
        ('["imatinib", "nilotinib"]', '["aspirin"]', "key class.ingredients: expected kinase inhibitors of .*, found 'aspirin'"),
        ('reference = "kinase_inhibitor"', 'reference = "x"', "key class.reference: expected 'kinase_inhibitor', found 'x'"),
        ('title = "T"', "title = 7", "key title: expected a text, found 7"),
        ('title = "T"', "name = 'x'", "key name: expected one of the keys analyses, class, .*, version, found a key that is not known"),
        ('title = "T"', "titel = 'T'", "key titel: expected one of the keys .*did you mean title.*, found a key that is not known"),
        ('terms = ["A", "B"]', 'terms = ["A", "a"]', "key groups.g.terms: expected each name once, found 'a' twice"),
        ('terms = ["A", "B"]', 'terms = ["A", 5]', r"key groups.g.terms\[2\]: expected a text .* found 5"),
        ('terms = ["A", "B"]', 'term = ["A", "B"]', r"key groups.g.term: expected one of the keys .*did you mean terms\?"),
        ("has_animal_model = true", "has_animal_model = 1", "key groups.g.has_animal_model: expected true or false, found 1"),
        ('group = "g"', 'group = "x"', "key comparison.group: expected one of the groups g, h, found 'x'"),
        ('analysis = "no_context"', 'analysis = "all"', "key comparison.analysis: expected an analysis whose reports are the same for every drug: primary, hcp_only, .*, found 'all'"),
        ('brands = ["tysabri"]', 'brands = ["natalizumab"]', "key lists.context: expected each name once"),
        ('source = "a paper"', "", r"key lists.causes.drugs\[1\].source: expected a text, found nothing"),
        ('source = "a paper"', 'source = "a paper"\nwhy = "x"', r"key lists.causes.drugs\[1\].why: .* a key that is not known"),
        ('groups = ["leukaemia", "stomach"]', 'groups = ["gut"]', r"key main_indications\[1\].groups: .*\(leukaemia, stomach\), found 'gut'"),
        ('groups = ["leukaemia", "stomach"]', "groups = []", r"key main_indications\[1\].groups: expected a list of at least one text"),
        ('source = "a label"', "", r"key main_indications\[1\].source: expected a text, found nothing"),
        ("date = 2019-12-17", 'date = "2019-12-17"', r"key publicity\[1\].date: expected a date without quotes"),
        ("date = 2019-12-17", "date = 2019-12-17T00:00:00", r"key publicity\[1\].date: expected a date without quotes"),
        ('[[publicity]]\ningredient = "imatinib"', '[[publicity]]\ningredient = "aspirin"', r"key publicity\[1\].ingredient: expected ingredients of \[class\], found 'aspirin'"),
        ("[comparison]", "[comparison", r"mine.toml is not valid TOML: .*line 8"),
    ],
)  # fmt: skip
def test_a_bad_watchlist_is_refused_with_file_key_expected_and_found(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in FULL
    path = write(tmp_path, FULL.replace(old, new, 1))
    with pytest.raises(RequestError, match=rf"mine\.toml.*{said}|{said}") as refused:
        load_watchlist(path)
    assert str(path) in str(refused.value)


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"no watchlist 'nonsense'.*tki_demyelination"):
        load_watchlist("nonsense")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gone.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RequestError, match=r"gone\.toml"):
        load_watchlist(path)
