"""The 2x2 table and every statistic of one ingredient and one preferred term, counted anew from the cases."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from signals.answers.names import find_event, find_ingredient
from signals.database import open_read_only
from signals.statistics import score
from signals.statistics.criteria import is_evans, is_ic, is_ror
from signals.statistics.verdict import human_verdict


@dataclass(frozen=True)
class PairAnswer:
    """One pair: its names, its cells and all that is computed from them (undefined is NaN)."""

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


def pair(published: Path, ingredient_text: str, event_text: str) -> PairAnswer:
    """Count and score one pair; a = 0 is an answer too. ``RequestError`` for an unknown drug or event."""
    with open_read_only(published) as connection:
        ingredient = find_ingredient(connection, ingredient_text)
        event_pt = find_event(connection, event_text)
        a, drug_count, event_count, total = _counts(connection, ingredient, event_pt)
        is_synthetic = connection.execute("SELECT arg_max(is_synthetic, published_at) FROM meta.run").fetchall()[0][0]
    b, c = drug_count - a, event_count - a
    d = total - drug_count - c
    statistics = score([a], [b], [c], [d])
    bounds = (statistics[name] for name in ("expected", "ic_lower", "ic_upper", "ror_lower"))
    return PairAnswer(
        ingredient=ingredient,
        event_pt=event_pt,
        a=a,
        b=b,
        c=c,
        d=d,
        statistics={str(name): float(statistics[name].iloc[0]) for name in statistics},
        criteria=_criteria(a, statistics),
        verdict=str(human_verdict([a], [b], [c], *bounds)[0]),
        is_synthetic=bool(is_synthetic),
    )


def _criteria(a: int, statistics: pd.DataFrame) -> dict[str, bool]:
    return {
        "is_evans": bool(is_evans([a], statistics["prr"], statistics["chi_square_yates"])[0]),
        "is_ror": bool(is_ror([a], statistics["ror_lower"])[0]),
        "is_ic": bool(is_ic(statistics["ic_lower"])[0]),
    }


def _counts(connection: duckdb.DuckDBPyConnection, ingredient: str, event_pt: str) -> tuple[int, int, int, int]:
    row = connection.execute(
        """
        WITH counted AS (SELECT caseid FROM faers.cases WHERE is_counted)
        , drug_case AS (SELECT caseid FROM faers.suspect WHERE ingredient = $ingredient)
        , event_case AS (
            SELECT caseid FROM faers.case_event SEMI JOIN counted USING (caseid) WHERE event_pt = $event_pt
        )
        SELECT (SELECT count(*) FROM drug_case SEMI JOIN event_case USING (caseid))
            , (SELECT count(*) FROM drug_case), (SELECT count(*) FROM event_case), (SELECT count(*) FROM counted)
        """,
        {"ingredient": ingredient, "event_pt": event_pt},
    ).fetchall()[0]
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])
