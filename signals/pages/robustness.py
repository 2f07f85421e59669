"""A drug's page, continued: its signal over time, to onset, unmasked, with cases lost, calibrated, looked at again."""

from signals.pages.charts import course, spread
from signals.pages.layout import Section
from signals.pages.reader import Reader, event_title

TREND = """
SELECT quarter, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, is_disproportionate
    , is_first_signal
FROM signals.watch_trend
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY analysis DESC, quarter"""

FIRST = """
SELECT event, event_kind, analysis, first_case_quarter, first_evans_quarter, first_ror_quarter, first_ic_quarter
    , first_signal_quarter, is_signal_now, quarters_without_signal_since
FROM signals.watch_first
WHERE drug = $drug AND drug_kind = $drug_kind AND first_case_quarter IS NOT NULL
ORDER BY event_kind, event, analysis DESC"""

ONSET = """
SELECT event, event_kind, a, known_count, lower_quartile_days, median_days, upper_quartile_days
    , weibull_shape, weibull_shape_lower, weibull_shape_upper, median_window_days, no_event_date_count
    , event_not_to_day_count, no_therapy_start_count, therapy_start_not_to_day_count, negative_count
FROM signals.watch_onset
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event_kind, event"""

MASKING = """
SELECT event, event_kind, analysis, a, ror, ror_lower, ic, ic_lower
    , ror_unmasked, ror_lower_unmasked AS ror_unmasked_lower, ror_upper_unmasked AS ror_unmasked_upper
    , ic_unmasked, ic_lower_unmasked AS ic_unmasked_lower, ic_upper_unmasked AS ic_unmasked_upper
    , human_verdict, human_verdict_unmasked, is_masked, masking_drugs
FROM signals.watch_masking
WHERE drug = $drug AND drug_kind = $drug_kind AND a > 0 AND len(masking_drugs) > 0
    AND (event_kind = 'group' OR is_masked)
ORDER BY event_kind, event, analysis DESC"""

FRAGILITY = """
SELECT event, event_kind, analysis, a, cases_to_lose, carried_by, most_influential, sender, sender_case_count
    , sender_verdict, country, country_case_count, country_verdict, article, article_case_count, article_verdict
    , year, year_case_count, year_verdict, label
FROM signals.watch_fragility
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event_kind, event, analysis DESC"""

CALIBRATION = """
SELECT event, analysis, a, expected, p_value, calibrated_p, calibrated_lower, control_count, null_mean, null_sd
    , leave_one_out_coverage, reason
FROM signals.watch_calibration
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event, analysis DESC"""

SEQUENTIAL = """
SELECT event, analysis, state, look_count, first_look_quarter, last_look_quarter, a, expected, log_likelihood_ratio
    , critical_value, alpha, upper_limit, signal_quarter
FROM signals.watch_sequential
WHERE drug = $drug"""

FEWEST_DRAWN = 3
"""Cases from which on a course or a spread is drawn; the table has it from the first."""
REBUILT = "Rebuilt from today's cases, by quarter of first receipt: not what could be known in that quarter."


def from_every_side(reader: Reader, known: dict[str, str], event: str) -> tuple[Section, ...]:
    """What each check says of a drug; one that has nothing to show says so."""
    sections = (
        _trend(reader, known, event),
        reader.section(
            "Since when",
            reader.ask("first", FIRST, **known),
            caption="The quarter in which each criterion first held, event groups and single terms with a case",
            none="No case of a watched event.",
            paragraphs=(REBUILT,),
        ),
        _onset(reader, known),
        *_what_it_rests_on(reader, known),
    )
    return (*sections, _sequential(reader, known)) if known["drug_kind"] == "ingredient" else sections


def _trend(reader: Reader, known: dict[str, str], event: str) -> Section:
    answer = reader.ask("trend", TREND, **known, event=event)
    about = f"{known['drug']} and {event}"
    quarters = {row["quarter"] for row in answer.records}
    has_course = len(quarters) > 1 and max(row["a"] for row in answer.records) >= FEWEST_DRAWN
    return reader.section(
        f"{event_title(event).capitalize()} over time",
        answer,
        caption=f"{about}: all cases first received until the end of each quarter, by analysis",
        none=f"No case of {known['drug']}, so there is no course.",
        paragraphs=(REBUILT,),
        figure=course(answer.records, what=about) if has_course else None,
    )


def _onset(reader: Reader, known: dict[str, str]) -> Section:
    answer = reader.ask("onset", ONSET, **known)
    dated = [row for row in answer.records if row["known_count"] >= FEWEST_DRAWN]
    return reader.section(
        "Days from the start of therapy to the event",
        answer,
        caption="Cases whose therapy start and event are known to the day, and why the others could not say",
        none="No case of a watched event.",
        paragraphs=("Right-truncated: an onset later than the data reach is not among them.",),
        figure=spread(dated, what=known["drug"]) if dated else None,
    )


def _what_it_rests_on(reader: Reader, known: dict[str, str]) -> tuple[Section, ...]:
    return (
        reader.section(
            "Masking",
            reader.ask("masking", MASKING, **known),
            caption="Before and after the reports of the event's masking drugs leave the comparator",
            none="No drug masks an event that has a case here.",
        ),
        reader.section(
            "Fragility",
            reader.ask("fragility", FRAGILITY, **known),
            caption="The fewest cases whose removal ends a signal, and what it leans on most",
            none="Nothing is disproportionate, so there is nothing to lose.",
        ),
        reader.section(
            "Calibration by negative controls",
            reader.ask("calibration", CALIBRATION, **known),
            caption="p without and with the systematic error that the event's negative controls show",
            none="No event group.",
            paragraphs=("The lower bound assumes that a real effect meets the same systematic error.",),
        ),
    )


def _sequential(reader: Reader, known: dict[str, str]) -> Section:
    return reader.section(
        "Sequential test",
        reader.ask("sequential", SEQUENTIAL, drug=known["drug"]),
        caption="MaxSPRT: one frozen look a quarter, with an error that many looks do not inflate",
        none="The watchlist asks for no sequential test of this drug.",
    )
