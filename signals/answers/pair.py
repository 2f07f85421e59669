"""`nibwatch pair`: the 2x2 table and every statistic of an ingredient and a preferred term, from the cases."""

from pathlib import Path

import duckdb
import pandas as pd

from signals.answers.name_lookup import find_event, find_ingredient
from signals.database import open_read_only
from signals.present.charts import headline
from signals.present.document import Document
from signals.present.numbers import DASH, interval, statistic, times
from signals.present.query import Row
from signals.present.terminal import synthetic_warning
from signals.present.text import columns, wrapped
from signals.published import Record, last_run, query, records
from signals.statistics.criteria import rules
from signals.tables.score import judge_counts

WITHOUT_PRIOR = ("is_evans", "is_ror", "is_ic")
"""Criteria that need no other pairs."""

OF_ALL_PAIRS = ("ebgm", "ebgm_lower", "ebgm_upper", "q_value", "q_value_by", "is_matched")
"""What rests on all other pairs, too, and is known of pairs with a case (sql/answers/pair_published.sql)."""


def score_pair(published: Path, ingredient_text: str, event_text: str) -> Record:
    """Count and score one pair; a = 0 is an answer too.

    Parameters
    ----------
    ingredient_text, event_text
        Names as a user writes them; see ``signals.answers.name_lookup``.

    Returns
    -------
    is_synthetic, ingredient, event_pt, a, b, c, d, the columns of ``signals.statistics.score`` (NaN where undefined),
    the criteria that need no prior, ror_exact_lower, ror_exact_upper and human_verdict; ebgm, its bounds and the
    q-values, which only a published pair has, else None; `compared`, the pair and its cautions in the analysis in which
    the topic of each watchlist that watches it is judged.

    Raises
    ------
    RequestError
        For an unknown drug or event, with the nearest names.
    """
    with open_read_only(published) as connection:
        ingredient = find_ingredient(connection, ingredient_text)
        event_pt = find_event(connection, event_text)
        cells = _cells(connection, ingredient, event_pt)
        names = {"ingredient": ingredient, "event_pt": event_pt}
        compared = records(connection, query("answers/pair_compared"), **names)
        published_rows = records(connection, query("answers/pair_published"), **names)
        is_synthetic = bool(last_run(connection)["is_synthetic"])
    scores = {str(name): column.iloc[0] for name, column in judge_counts(pd.DataFrame([cells])).items()}
    of_all_pairs = published_rows[0] if published_rows else dict.fromkeys(OF_ALL_PAIRS)
    return {"is_synthetic": is_synthetic, **names, **cells, **scores, **of_all_pairs, "compared": compared}


def _cells(connection: duckdb.DuckDBPyConnection, ingredient: str, event_pt: str) -> dict[str, int]:
    names = {"ingredient": ingredient, "event_pt": event_pt}
    ((a, drug, event, total),) = connection.execute(query("answers/pair_cells"), names).fetchall()
    return {"a": a, "b": drug - a, "c": event - a, "d": total - drug - event + a}


def pair(published: Path, ingredient_text: str, event_text: str) -> Document:
    """The 2x2 table of a pair, its statistics, criteria and verdict, from ``score_pair``, which has the arguments."""
    scored = score_pair(published, ingredient_text, event_text)
    return Document(_parts(scored), scored)


def _parts(pair: Record) -> list[str]:
    a, b, c, d = (pair[name] for name in "abcd")
    cells = columns(
        ("", pair["event_pt"], "without it", "cases"),
        [
            (pair["ingredient"], f"a = {a:,}", f"b = {b:,}", f"{a + b:,}"),
            ("other suspects", f"c = {c:,}", f"d = {d:,}", f"{c + d:,}"),
            ("cases", f"{a + c:,}", f"{b + d:,}", f"N = {a + b + c + d:,}"),
        ],
        right=(1, 2, 3),
    )
    prr, ror, ic = (interval(pair[name], pair[f"{name}_lower"], pair[f"{name}_upper"]) for name in ("prr", "ror", "ic"))
    statistics = columns(
        ("statistic", "value", "how"),
        [
            ("expected", statistic(pair["expected"], 3), "(a+b)(a+c)/N"),
            ("PRR", prr, "95% interval; Evans 2001"),
            ("chi-square", statistic(pair["chi_square"]), "Pearson"),
            ("chi-square, Yates", statistic(pair["chi_square_yates"]), "Evans 2001"),
            ("ROR", ror, "95% interval, Woolf; undefined when a cell is 0"),
            (
                "ROR, exact",
                f"{statistic(pair['ror_exact_lower'])} to {statistic(pair['ror_exact_upper'])}",
                "95% limits; Fisher 1935",
            ),
            ("IC", ic, "log2, 95% interval, exact gamma; Noren 2013"),
            ("times expected", times(pair["ic"], pair["ic_lower"], pair["ic_upper"]), "2^IC"),
            *_of_all_pairs(pair),
        ],
    )
    criteria = columns(
        ("criterion", "holds", "meaning"),
        [(name, "TRUE" if pair[name] else "FALSE", rules()[name]) for name in WITHOUT_PRIOR],
    )
    compared = pair["compared"]
    cautions = {f"; {row['primary_caution']}" for row in compared if row["primary_caution"]}
    verdict = wrapped(f"Verdict (primary analysis): {pair['human_verdict']}{''.join(sorted(cautions))}")
    warning = synthetic_warning(pair["is_synthetic"])
    all_reports = ["Of all reports:"] if compared else []
    return [*warning, *map(_compared, compared), *all_reports, cells, statistics, criteria, verdict]


def _of_all_pairs(pair: Record) -> list[tuple[str, str, str]]:
    """EBGM and the q-values, or why there is none."""
    unknown = "not published: fewer than 1 case" if not pair["a"] else "not published: no known ingredient"
    outside = "not published: outside the fit, or no prior"
    ebgm = interval(pair["ebgm"], pair["ebgm_lower"], pair["ebgm_upper"])
    return [
        (
            "EBGM",
            (outside if pair["is_matched"] else unknown) if ebgm == DASH else ebgm,
            "90% interval, expected stratified; DuMouchel 1999",
        ),
        *(
            (title, unknown if pair[name] is None else statistic(pair[name]), "of the one-sided mid-p, over all pairs")
            for title, name in (("q (BH)", "q_value"), ("q (BY)", "q_value_by"))
        ),
    ]


def _compared(compared: Record) -> str:
    """A watched pair, and the cautions on it, in the analysis in which the topic of a watchlist is judged."""
    verdict = "; ".join(filter(None, (compared["human_verdict"], compared["caution"], compared["known"])))
    return wrapped(
        f"The topic of the watchlist {compared['watchlist']} is judged {compared['words']}"
        f" (analysis {compared['analysis']}): {headline(Row(**compared))}, {verdict}."
    )
