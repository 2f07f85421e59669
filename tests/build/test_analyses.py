"""The cells of every analysis, counted again case by case, whatever the terms of the analysis."""

import datetime
import itertools
import random
from dataclasses import dataclass
from typing import Any

import duckdb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from signals.vocabulary.watchlist import Watchlist, WatchlistFile
from signals.vocabulary.watchlist_tables import register_watchlist
from tests.publications import make_tables

CLASS = ("imatinib", "nilotinib", "afatinib")
DRUGS = (*CLASS, "other", "old")
EVENTS = ("Onset", "Course", "Headache")
GROUPS = {"onset": ("Onset",), "any": ("Onset", "Course")}
INDICATIONS = ("Leukaemia", "Lung", "Context")
KNOWN_UNTIL = "2025Q2"
PUBLICITY = datetime.date(2020, 1, 1)
DAYS = (None, datetime.date(2019, 12, 31), PUBLICITY, datetime.date(2021, 5, 5))
PROFESSIONALS = ("MD", "HP")
TABLES = (
    "watch.drug", "watch.analysis", "watch.suspected", "watch.case_list", "watch.case_indication_group",
    "watch.case_condition", "watch.profile", "watch.frame_profile", "watch.counted_case", "watch.case_stratum",
    "watch.drug_case", "watch.event_case", "watch.drug_total", "watch.event_total", "watch.together", "watch.cells",
    "watch.stratum",
)  # fmt: skip
WATCHLIST: dict[str, Any] = {
    "class": {"name": "the class", "ingredients": [*CLASS]},
    "groups": {name: {"terms": [*terms]} for name, terms in GROUPS.items()},
    "lists": {
        "context": {"words": "reports in the context", "indications": ["context"], "events": ["Headache"]},
        "causes": {"words": "reports that name a cause", "ingredients": ["other"]},
        "empty": {"words": "nothing"},
        "old": {"words": "reports that suspect an old drug", "ingredients": ["old", "nilotinib"]},
    },
    "indication_groups": {"blood": {"terms": ["Leukaemia"]}, "chest": {"terms": ["Lung"]}},
    "main_indications": [
        {"ingredients": ["imatinib"], "groups": ["blood"], "source": "x"},
        {"ingredients": ["nilotinib"], "groups": ["blood", "chest"], "source": "x"},
    ],
    "publicity": [{"ingredient": "imatinib", "date": PUBLICITY, "source": "x"}],
}


@dataclass(frozen=True)
class Case:
    """What a case says: (ingredient, role) pairs, events, indications, and of the report itself."""

    drugs: frozenset[tuple[str, str]]
    events: frozenset[str]
    indications: frozenset[str]
    reporter: str
    quarter: str
    received: datetime.date | None
    is_repeated: bool
    is_repeated_probably: bool
    stratum: int

    def suspects(self, names: tuple[str, ...], suspects: str) -> bool:
        roles = ("PS",) if suspects == "primary" else ("PS", "SS")
        return any(name in names and role in roles for name, role in self.drugs)

    def is_on(self, name: str) -> bool:
        names = {drug for drug, _ in self.drugs}
        return {
            "context": "Context" in self.indications or "Headache" in self.events,
            "causes": "other" in names,
            "empty": False,
            "old": bool(names & {"old", "nilotinib"}),
        }[name]


cases = st.builds(
    Case,
    drugs=st.frozensets(st.tuples(st.sampled_from(DRUGS), st.sampled_from(["PS", "SS", "C"])), min_size=1, max_size=3),
    events=st.frozensets(st.sampled_from(EVENTS), min_size=1),
    indications=st.frozensets(st.sampled_from(INDICATIONS)),
    reporter=st.sampled_from(["MD", "HP", "CN"]),
    quarter=st.sampled_from(["2019Q1", KNOWN_UNTIL, "2025Q3"]),
    received=st.sampled_from(DAYS),
    is_repeated=st.booleans(),
    is_repeated_probably=st.booleans(),
    stratum=st.integers(2000, 2001),
)
analyses = st.fixed_dictionaries(
    {},
    optional={
        "suspects": st.just("primary"),
        "reporters": st.just("health professionals"),
        "leave_out": st.lists(st.sampled_from(["context", "causes", "empty"]), min_size=1, unique=True),
        "only_indications": st.just(True),
        "comparator": st.sampled_from(["all but the class", "only the class", "old"]),
        "received_before": st.just("publicity"),
        "one_report_an_article": st.just(True),
        "one_report_a_probable_group": st.just(True),
        "adjusted": st.just(True),
    },
)


def watchlist_of(asked: list[dict[str, Any]]) -> Watchlist:
    """A watchlist with the plain analysis and these."""
    own = [{"name": f"asked_{number}", "words": "x", **terms} for number, terms in enumerate(asked)]
    plain = {"name": "primary", "words": "when all reports count"}
    table = {**WATCHLIST, "default_analyses": False, "analyses": [plain, *own]}
    file = WatchlistFile.model_validate({**table, "title": "Test"})
    return Watchlist.model_construct(**dict(file), name="test", sha256="0")


def built(connection: duckdb.DuckDBPyConnection, world: list[Case], watchlist: Watchlist) -> None:
    """The watch tables of a world of cases."""
    for name in ("staging", "watchlist", "watch", "cases", "totals", "linkage"):
        connection.execute(f"ATTACH ':memory:' AS {name}")
    connection.execute("CREATE SCHEMA faers")
    register_watchlist(connection, watchlist)
    numbered = list(enumerate(world, start=101))
    frames = {
        "faers.cases": [(n, True, one.reporter, one.quarter, one.received) for n, one in numbered],
        "faers.case_drug": [(n, drug, role) for n, one in numbered for drug, role in sorted(one.drugs)],
        "faers.case_event": [(n, event) for n, one in numbered for event in sorted(one.events)],
        "faers.case_indication": [(n, term) for n, one in numbered for term in sorted(one.indications)],
        "watch.repeated_article_case": [(n,) for n, one in numbered if one.is_repeated],
        "watch.repeated_probable_case": [(n,) for n, one in numbered if one.is_repeated_probably],
        "linkage.parameter": [("pair",)],
        "watch.routed_list": [],
        "cases.stratum": [(n, "adult", "F", one.stratum) for n, one in numbered],
        "totals.stratum": [(1, "adult", "F", 2000), (2, "adult", "F", 2001)],
        "totals.merged_stratum": [("adult", "F", 2000, 1), ("adult", "F", 2001, 2)],
        "staging.source": [(KNOWN_UNTIL, "and none is known from 2025Q3")],
    }
    columns = {
        "faers.cases": "caseid BIGINT, is_counted BOOLEAN, reporter_type VARCHAR, quarter VARCHAR, init_fda_date DATE",
        "faers.case_drug": "caseid BIGINT, ingredient VARCHAR, role VARCHAR",
        "faers.case_event": "caseid BIGINT, event_pt VARCHAR",
        "faers.case_indication": "caseid BIGINT, indication_pt VARCHAR",
        "watch.repeated_article_case": "caseid BIGINT",
        "watch.repeated_probable_case": "caseid BIGINT",
        "linkage.parameter": "field VARCHAR",
        "watch.routed_list": "caseid BIGINT, watchlist VARCHAR, list_name VARCHAR",
        "cases.stratum": "caseid BIGINT, age_band VARCHAR, sex VARCHAR, receipt_year INTEGER",
        "totals.stratum": "stratum_id INTEGER, age_band VARCHAR, sex VARCHAR, receipt_year INTEGER",
        "totals.merged_stratum": "age_band VARCHAR, sex VARCHAR, receipt_year INTEGER, stratum_id INTEGER",
        "staging.source": "reporter_known_until VARCHAR, reporter_gap VARCHAR",
    }
    for table, rows in frames.items():
        connection.execute(f"CREATE TABLE {table} ({columns[table]})")
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    make_tables(connection, *TABLES)


def members(drug: str) -> tuple[str, ...]:
    return {"the class": CLASS, "BCR-ABL": ("imatinib", "nilotinib"), "EGFR": ("afatinib",)}.get(drug, (drug,))


def is_in(case: Case, terms: dict[str, Any], drug: str) -> bool:
    """Whether a case is in the analysis of a drug, on either side."""
    main = {"imatinib": {"Leukaemia"}, "nilotinib": {"Leukaemia", "Lung"}}
    indications = set().union(*(main.get(name, set()) for name in members(drug)))
    dated = "imatinib" in members(drug)
    lists = terms.get("leave_out", [])
    return (
        (terms.get("suspects") is None or any(role == "PS" for _, role in case.drugs))
        and (terms.get("reporters") is None or (case.reporter in PROFESSIONALS and case.quarter <= KNOWN_UNTIL))
        and not any(case.is_on(name) for name in lists)
        and (not terms.get("only_indications") or bool(case.indications & indications))
        and (not terms.get("received_before") or (dated and case.received is not None and case.received < PUBLICITY))
        and not (terms.get("one_report_an_article") and case.is_repeated)
        and not (terms.get("one_report_a_probable_group") and case.is_repeated_probably)
        and lists != ["empty"]
    )


def is_compared(case: Case, terms: dict[str, Any]) -> bool:
    """Whether a case that is in the analysis, and not on the drug's side, is compared with."""
    suspects = terms.get("suspects", "all")
    match terms.get("comparator"):
        case "all but the class":
            return not case.suspects(CLASS, suspects)
        case "only the class":
            return case.suspects(CLASS, suspects)
        case "old":
            return case.suspects(("old", "nilotinib"), suspects)
    return True


def cells(world: list[Case], terms: dict[str, Any], drug: str, event: str) -> tuple[int, int, int, int]:
    found = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    names = GROUPS.get(event, (event,))
    for case in world:
        is_drug = case.suspects(members(drug), terms.get("suspects", "all"))
        if is_in(case, terms, drug) and (is_drug or is_compared(case, terms)):
            found[is_drug, bool(case.events & set(names))] += 1
    return found[True, True], found[True, False], found[False, True], found[False, False]


TERMS: tuple[dict[str, Any], ...] = (
    {"suspects": "primary"}, {"reporters": "health professionals"}, {"leave_out": ["context"]},
    {"leave_out": ["causes", "empty"]}, {"only_indications": True}, {"comparator": "all but the class"},
    {"comparator": "only the class"}, {"comparator": "old"}, {"received_before": "publicity"},
    {"one_report_an_article": True}, {"one_report_a_probable_group": True}, {"adjusted": True},
)  # fmt: skip


def random_world(seed: int, size: int) -> list[Case]:
    """Cases that say anything, the same for a seed."""
    draw = random.Random(seed)

    def some(names: tuple[str, ...], least: int) -> frozenset[str]:
        return frozenset(draw.sample(names, draw.randint(least, 2)))

    return [
        Case(
            drugs=frozenset((drug, draw.choice(["PS", "SS", "C"])) for drug in some(DRUGS, 1)),
            events=some(EVENTS, 1),
            indications=some(INDICATIONS, 0),
            reporter=draw.choice(["MD", "HP", "CN"]),
            quarter=draw.choice(["2019Q1", KNOWN_UNTIL, "2025Q3"]),
            received=draw.choice(DAYS),
            is_repeated=draw.random() < 0.2,
            is_repeated_probably=draw.random() < 0.2,
            stratum=draw.choice([2000, 2001]),
        )
        for _ in range(size)
    ]


def check_cells(world: list[Case], asked: list[dict[str, Any]]) -> None:
    """Build the analyses of a world, and count each cell again."""
    terms_of = {"primary": {}, **{f"asked_{number}": terms for number, terms in enumerate(asked)}}
    with duckdb.connect(config={"threads": 1}) as connection:
        built(connection, world, watchlist_of(asked))
        rows = connection.execute("SELECT drug, event, analysis, a, b, c, d FROM watch.cells").fetchall()
        strata = connection.execute(
            """
            SELECT drug, event, analysis, stratum_id, a, b, c, d
            FROM watch.stratum INNER JOIN watch.analysis USING (drug, drug_kind, frame_id) WHERE is_adjusted
            """
        ).fetchall()
    assert len(rows) == len(terms_of) * 6 * 4  # 3 drugs, 2 target classes, the class; 2 groups, 2 terms
    for drug, event, analysis, *found in rows:
        assert tuple(found) == cells(world, terms_of[analysis], drug, event), (drug, event, terms_of[analysis])
    for drug, event, analysis, stratum_id, *found in strata:
        within = [case for case in world if case.stratum == 1999 + stratum_id]
        assert tuple(found) == cells(within, terms_of[analysis], drug, event), (drug, event, terms_of[analysis])


def test_every_pair_of_terms_counts_what_counting_case_by_case_gives() -> None:
    pairs = [one | other for one, other in itertools.combinations(TERMS, 2) if not one.keys() & other.keys()]
    check_cells(random_world(seed=17, size=400), [*TERMS, *pairs])


@settings(max_examples=5)
@given(st.lists(cases, min_size=5, max_size=40), st.lists(analyses, min_size=1, max_size=4))
def test_any_analyses_of_any_cases_count_what_counting_case_by_case_gives(
    world: list[Case], asked: list[dict[str, Any]]
) -> None:
    try:
        watchlist_of(asked)
    except ValidationError:  # two that do the same
        assume(False)
    check_cells(world, asked)
