"""How robust a watched drug's counts are: over time, unmasked, without its most influential cases, calibrated."""

import duckdb

from signals.present.terminal import QueryTable, number, texts
from signals.published import records

QUARTERS_SHOWN = 8

_FIRST_QUARTERS = QueryTable(
    "First quarter of each criterion (rebuilt from the latest versions of cases; not what was knowable then):",
    """
    SELECT event, analysis, first_case_quarter AS "first case", first_evans_quarter AS "Evans"
        , first_ror_quarter AS "ROR", first_ic_quarter AS "IC", first_signal_quarter AS disproportionate
        , is_signal_now AS now
    FROM signals.watch_first WHERE drug = $drug AND first_case_quarter IS NOT NULL
    ORDER BY event_kind, event, analysis DESC
    """,
    nothing="No case of a watched event.",
)
_ONSET = QueryTable(
    "Days from therapy start to event (right-truncated: what comes later than the data reach is not among them):",
    """
    SELECT event, format('{:,} of {:,}', known_count, a) AS known
        , (median_days, lower_quartile_days, upper_quartile_days) AS "median (quartiles)"
        , (weibull_shape, weibull_shape_lower, weibull_shape_upper) AS "Weibull shape (95%)"
        , concat_ws(', '
            , nullif(no_event_date_count, 0) || ' no event date'
            , nullif(event_not_to_day_count, 0) || ' event not to the day'
            , nullif(no_therapy_start_count, 0) || ' no therapy start'
            , nullif(therapy_start_not_to_day_count, 0) || ' start not to the day'
            , nullif(negative_count, 0) || ' event before therapy') AS "could not say"
    FROM signals.watch_onset WHERE drug = $drug ORDER BY event_kind, event
    """,
    nothing="No case of a watched event.",
    digits={"median (quartiles)": 0},
)
_MASKING = QueryTable(
    "Masking: without the reports of the drugs that mask the event in the comparator:",
    """
    SELECT event, analysis, ror AS "ROR"
        , (ror_unmasked, ror_lower_unmasked, ror_upper_unmasked) AS "ROR without them (95%)"
        , CASE
            WHEN is_masked THEN 'masked'
            WHEN human_verdict = human_verdict_unmasked THEN 'same verdict'
            ELSE human_verdict || ' -> ' || human_verdict_unmasked
        END AS verdict
        , masking_drugs AS "masking drugs"
    FROM signals.watch_masking
    WHERE drug = $drug AND a > 0 AND len(masking_drugs) > 0 AND (event_kind = 'group' OR is_masked)
    ORDER BY event_kind, event, analysis DESC
    """,
    nothing="No drug masks an event group that has a case.",
    right=("ROR",),
)
_FRAGILITY = QueryTable(
    "Fragility: the fewest cases that carry it, and what alone carries it (left out, it is not disproportionate):",
    """
    WITH fragility AS (
        SELECT *
            , MAP {'sender': left(sender, 50), 'country': country, 'article': left(article, 50), 'year': year} AS value
            , MAP {
                'sender': sender_case_count, 'country': country_case_count, 'article': article_case_count
                , 'year': year_case_count
            } AS cases
        FROM signals.watch_fragility WHERE drug = $drug
    )
    SELECT event, analysis, format('{} of {}', cases_to_lose, a) AS "cases to lose"
        , CASE WHEN len(carried_by) > 0
            THEN array_to_string(
                [format('{} {} ({} cases)', trait, value[trait], cases[trait]) FOR trait IN carried_by], '; '
            )
            ELSE format('none (most influential: {} {})', most_influential, value[most_influential])
        END AS "carried by"
        , label
    FROM fragility ORDER BY event_kind, event, analysis DESC
    """,
    nothing="Nothing is disproportionate.",
)
_CALIBRATION = QueryTable(
    "Calibrated by negative controls (the lower bound assumes that a real effect meets the same systematic error):",
    """
    SELECT event, analysis, a, expected
        , CASE WHEN p_value < 1e-10 THEN '< 1e-10' ELSE format('{:.2g}', p_value) END AS p
        , CASE WHEN calibrated_p < 1e-10 THEN '< 1e-10' ELSE format('{:.2g}', calibrated_p) END AS "calibrated p"
        , calibrated_lower AS "calibrated lower"
        , coalesce(reason, format('{} controls, coverage {:.0f}%', control_count, 100 * leave_one_out_coverage))
            AS controls
    FROM signals.watch_calibration WHERE drug = $drug ORDER BY event, analysis DESC
    """,
    nothing="No event group.",
    right=("a", "expected", "p", "calibrated p", "calibrated lower"),
)


def robustness_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one watched drug, each with what it rests on; a check that has nothing to show says so."""
    return [
        *_FIRST_QUARTERS.text(connection, drug=drug),
        *_trend(connection, drug),
        *_sequential(connection, drug),
        *texts((_ONSET, _MASKING, _FRAGILITY, _CALIBRATION), connection, drug=drug),
    ]


def _trend(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = """
        FROM signals.watch_trend SEMI JOIN signals.watch_sequential AS compared USING (event, analysis)
        WHERE drug = $drug ORDER BY quarter DESC, event, analysis
        """
    last = connection.execute(f"SELECT event, analysis {rows} LIMIT 1", {"drug": drug}).fetchone()
    what = f"{last[0]}, {last[1]}, " if last else ""
    table = QueryTable(
        f"Over time: {what}all cases first received until the end of each quarter (rebuilt, as above):",
        f"""
        SELECT quarter AS until, a, expected
            , (ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"
        FROM (SELECT * {rows} LIMIT {QUARTERS_SHOWN}) ORDER BY quarter
        """,
        nothing="No case of the drug, or the watchlist asks for no sequential test.",
        right=("a", "expected"),
    )
    return table.text(connection, drug=drug)


def _sequential(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    return [
        f"Sequential test ({row['event']}, {row['analysis']}; one look a quarter since {row['first_look_quarter']}, "
        f"each frozen): {row['state']}; looks: {row['look_count']}. {row['a']:,} cases, "
        f"{number(row['expected'])} expected; log-likelihood ratio {number(row['log_likelihood_ratio'])}, "
        f"critical value {number(row['critical_value'])} for this drug's share of alpha ({row['alpha']:.2g}), "
        f"upper limit {row['upper_limit']:g} expected cases."
        for row in records(connection, "FROM signals.watch_sequential WHERE drug = $drug", drug=drug)
        if row["look_count"]
    ]
