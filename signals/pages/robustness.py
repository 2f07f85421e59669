"""A drug's page, continued: its signal over time, time to onset, masking, fragility, calibration, repeated looks."""

from collections.abc import Mapping, Sequence

from signals.pages.query_section import PublishedFile, QuerySection
from signals.present.blocks import Figure, Section
from signals.present.charts import quartiles, trend
from signals.present.query import Row

FEWEST_DRAWN = 3
"""Cases from which on a trend or quartiles are drawn; the table has them from the first."""
REBUILT = "Rebuilt from today's cases, by quarter of first receipt: not what could be known in that quarter."


def _trend(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    is_drawn = len({row.quarter for row in rows}) > 1 and max(row.a for row in rows) >= FEWEST_DRAWN
    return trend(rows, what=f"{values['drug']} and {values['event']}") if is_drawn else None


def _quartiles(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    dated = [row for row in rows if row.known_count >= FEWEST_DRAWN]
    return quartiles(dated, what=values["drug"]) if dated else None


SECTIONS = (
    QuerySection(
        "{event_heading} over time",
        "{drug} and {event}: all cases first received until the end of each quarter, by analysis",
        "No case of {drug}, so there is no course.",
        """
SELECT quarter, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, is_disproportionate
    , is_first_signal
FROM signals.watch_trend
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY analysis DESC, quarter""",
        paragraphs=(REBUILT,),
        figure=_trend,
    ),
    QuerySection(
        "Since when",
        "The quarter in which each criterion first held, event groups and single terms with a case",
        "No case of a watched event.",
        """
SELECT event, event_kind, analysis, first_case_quarter, first_evans_quarter, first_ror_quarter, first_ic_quarter
    , first_signal_quarter, is_signal_now, quarters_without_signal_since
FROM signals.watch_first
WHERE drug = $drug AND drug_kind = $drug_kind AND first_case_quarter IS NOT NULL
ORDER BY event_kind, event, analysis DESC""",
        paragraphs=(REBUILT,),
    ),
    QuerySection(
        "Days from the start of therapy to the event",
        "Cases whose therapy start and event are known to the day, and why the others could not say",
        "No case of a watched event.",
        """
SELECT event, event_kind, a, known_count, lower_quartile_days, median_days, upper_quartile_days
    , weibull_shape, weibull_shape_lower, weibull_shape_upper, median_window_days, no_event_date_count
    , event_not_to_day_count, no_therapy_start_count, therapy_start_not_to_day_count, negative_count
FROM signals.watch_onset
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event_kind, event""",
        paragraphs=("Right-truncated: an onset later than the data reach is not among them.",),
        figure=_quartiles,
    ),
    QuerySection(
        "Masking",
        "Before and after the reports of the event's masking drugs leave the comparator",
        "No drug masks an event that has a case here.",
        """
SELECT event, event_kind, analysis, a, ror, ror_lower, ic, ic_lower
    , ror_unmasked, ror_lower_unmasked AS ror_unmasked_lower, ror_upper_unmasked AS ror_unmasked_upper
    , ic_unmasked, ic_lower_unmasked AS ic_unmasked_lower, ic_upper_unmasked AS ic_unmasked_upper
    , human_verdict, human_verdict_unmasked, is_masked, masking_drugs
FROM signals.watch_masking
WHERE drug = $drug AND drug_kind = $drug_kind AND a > 0 AND len(masking_drugs) > 0
    AND (event_kind = 'group' OR is_masked)
ORDER BY event_kind, event, analysis DESC""",
    ),
    QuerySection(
        "Fragility",
        "The fewest cases whose removal ends a signal, and what it leans on most",
        "Nothing is disproportionate, so there is nothing to lose.",
        """
SELECT event, event_kind, analysis, a, cases_to_lose, carried_by, most_influential, sender, sender_case_count
    , sender_verdict, country, country_case_count, country_verdict, article, article_case_count, article_verdict
    , year, year_case_count, year_verdict, label
FROM signals.watch_fragility
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event_kind, event, analysis DESC""",
    ),
    QuerySection(
        "Calibration by negative controls",
        "p without and with the systematic error that the event's negative controls show",
        "No event group.",
        """
SELECT event, analysis, a, expected, p_value, calibrated_p, calibrated_lower, control_count, null_mean, null_sd
    , leave_one_out_coverage, reason
FROM signals.watch_calibration
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event, analysis DESC""",
        paragraphs=("The lower bound assumes that a real effect meets the same systematic error.",),
    ),
)
SEQUENTIAL = QuerySection(
    "Sequential test",
    "MaxSPRT: one frozen look a quarter, with an error that many looks do not inflate",
    "The watchlist asks for no sequential test of this drug.",
    """
SELECT event, analysis, state, look_count, first_look_quarter, last_look_quarter, a, expected, log_likelihood_ratio
    , critical_value, alpha, upper_limit, signal_quarter
FROM signals.watch_sequential
WHERE drug = $drug""",
)


def robustness_sections(published: PublishedFile, values: Mapping[str, str]) -> tuple[Section, ...]:
    """The result of each check of a drug; one that has nothing to show says so."""
    is_ingredient = values["drug_kind"] == "ingredient"
    return published.sections((*SECTIONS, *([SEQUENTIAL] if is_ingredient else [])), values)
