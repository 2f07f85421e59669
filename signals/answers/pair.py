"""`nibwatch pair`: the 2x2 table and every statistic of an ingredient and a preferred term, from the cases."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.answers.name_lookup import find_event, find_ingredient
from signals.database import open_read_only
from signals.present.numbers import interval, number
from signals.present.strict_json import json_text
from signals.present.text import columns, synthetic_warning
from signals.published import last_run
from signals.statistics import score
from signals.statistics.criteria import is_evans, is_ic, is_ror
from signals.statistics.verdict import human_verdict

_CRITERIA = {
    "is_evans": "PRR >= 2, chi-square (Yates) >= 4, a >= 3",
    "is_ror": "lower bound of ROR > 1, a >= 3",
    "is_ic": "lower bound of IC > 0",
}
_COUNTS = """
    WITH counted AS (SELECT caseid FROM faers.cases WHERE is_counted)
    , drug_case AS (SELECT caseid FROM faers.suspect WHERE ingredient = $ingredient)
    , event_case AS (SELECT caseid FROM faers.case_event SEMI JOIN counted USING (caseid) WHERE event_pt = $event_pt)
    SELECT (SELECT count(*) FROM drug_case SEMI JOIN event_case USING (caseid))
        , (SELECT count(*) FROM drug_case), (SELECT count(*) FROM event_case), (SELECT count(*) FROM counted)
    """


@dataclass(frozen=True)
class PairAnswer:
    """One pair: its names, its cells and what is computed from them.

    ``statistics`` are the columns of ``signals.statistics.score``, NaN where undefined; ``criteria`` the named ones
    that need no prior.
    """

    ingredient: str
    event_pt: str
    a: int
    b: int
    c: int
    d: int
    statistics: dict[str, float]
    criteria: dict[str, bool]
    verdict: str
    is_synthetic: bool


def score_pair(published: Path, ingredient_text: str, event_text: str) -> PairAnswer:
    """Count and score one pair; a = 0 is an answer too.

    Parameters
    ----------
    ingredient_text, event_text : names as a user writes them; see ``signals.answers.name_lookup``.

    Raises
    ------
    RequestError
        For an unknown drug or event, with the nearest names.
    """
    with open_read_only(published) as connection:
        ingredient = find_ingredient(connection, ingredient_text)
        event_pt = find_event(connection, event_text)
        a, b, c, d = _cells(connection, ingredient, event_pt)
        is_synthetic = bool(last_run(connection)["is_synthetic"])
    statistics = {str(name): float(column.iloc[0]) for name, column in score([a], [b], [c], [d]).items()}
    criteria = {
        "is_evans": is_evans([a], [statistics["prr"]], [statistics["chi_square_yates"]]),
        "is_ror": is_ror([a], [statistics["ror_lower"]]),
        "is_ic": is_ic([statistics["ic_lower"]]),
    }
    bounds = ([statistics[name]] for name in ("expected", "ic_lower", "ic_upper", "ror_lower"))
    return PairAnswer(
        ingredient,
        event_pt,
        *(a, b, c, d),
        statistics=statistics,
        criteria={name: bool(holds[0]) for name, holds in criteria.items()},
        verdict=str(human_verdict([a], [b], [c], *bounds)[0]),
        is_synthetic=is_synthetic,
    )


def _cells(connection: duckdb.DuckDBPyConnection, ingredient: str, event_pt: str) -> tuple[int, int, int, int]:
    ((a, drug, event, total),) = connection.execute(
        _COUNTS, {"ingredient": ingredient, "event_pt": event_pt}
    ).fetchall()
    return a, drug - a, event - a, total - drug - event + a


def pair_text(answer: PairAnswer) -> str:
    """The 2x2 table of a pair, its statistics, criteria and verdict."""
    a, b, c, d = answer.a, answer.b, answer.c, answer.d
    cells = columns(
        ("", answer.event_pt, "without it", "cases"),
        [
            (answer.ingredient, f"a = {a:,}", f"b = {b:,}", f"{a + b:,}"),
            ("other suspects", f"c = {c:,}", f"d = {d:,}", f"{c + d:,}"),
            ("cases", f"{a + c:,}", f"{b + d:,}", f"N = {a + b + c + d:,}"),
        ],
        right=(1, 2, 3),
    )
    value = answer.statistics
    prr, ror, ic = (
        interval(value[name], value[f"{name}_lower"], value[f"{name}_upper"]) for name in ("prr", "ror", "ic")
    )
    statistics = columns(
        ("statistic", "value", "how"),
        [
            ("expected", number(value["expected"], 3), "(a+b)(a+c)/N"),
            ("PRR", prr, "95% interval; Evans 2001"),
            ("chi-square", number(value["chi_square"]), "Pearson"),
            ("chi-square, Yates", number(value["chi_square_yates"]), "Evans 2001"),
            ("ROR", ror, "95% interval, Woolf; undefined when a cell is 0"),
            ("IC", ic, "95% interval, exact gamma; Noren 2013"),
        ],
    )
    criteria = columns(
        ("criterion", "holds", "meaning"),
        [(name, "TRUE" if holds else "FALSE", _CRITERIA[name]) for name, holds in answer.criteria.items()],
    )
    warning = synthetic_warning(answer.is_synthetic)
    return "\n\n".join([*warning, cells, statistics, criteria, f"Verdict (primary analysis): {answer.verdict}"])


def pair_json(answer: PairAnswer) -> str:
    """The same as JSON, unrounded."""
    content = {
        "is_synthetic": answer.is_synthetic,
        "ingredient": answer.ingredient,
        "event_pt": answer.event_pt,
        **dict(zip("abcd", (answer.a, answer.b, answer.c, answer.d), strict=True)),
        **answer.statistics,
        **answer.criteria,
        "human_verdict": answer.verdict,
    }
    return json_text(content, indent=1)
