"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from signals.digest.queries import COMPARISON
from signals.pages.page import Page
from signals.pages.query_section import PublishedFile, QuerySection, event_title
from signals.pages.robustness import robustness_sections
from signals.present.blocks import Figure, Section
from signals.present.charts import forest
from signals.present.paths import drug_path
from signals.present.query import Row


def _forest(rows: Sequence[Row], values: Mapping[str, str]) -> Figure | None:
    has_case = any(row.a for row in rows)
    return forest(rows, label="analysis", what=f"{values['drug']} and {values['event']}") if has_case else None


SUMMARY = """
SELECT sentence
FROM signals.watch_summary
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event"""
ANALYSES = QuerySection(
    "{event_heading}, analysis by analysis",
    "{drug} and {event}: cells in cases and measures in every analysis",
    "No analysis was made.",
    """
SELECT analysis, a, b, c, d, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
    , CASE WHEN reason IS NULL THEN human_verdict ELSE 'not made: ' || reason END AS human_verdict
FROM signals.watch
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY analysis <> 'primary', analysis <> 'no_ms_context', analysis""",
    figure=_forest,
)
EVENTS = QuerySection(
    "Every watched event",
    "Event groups, and single terms with a case, in the analyses primary and {analysis}",
    "No event is watched.",
    """
SELECT event, event_kind, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE drug = $drug AND drug_kind = $drug_kind AND analysis IN ('primary', $analysis)
    AND (event_kind = 'group' OR a > 0)
ORDER BY event_kind, event, analysis""",
)
CASES = (
    QuerySection(
        "Cases",
        "Cases behind a of the primary analysis, {drug} and {event_title}, the latest received first",
        "No counted case suspects {drug} and reports {event_title}.",
        """
SELECT caseid, init_fda_date, role, age_years, sex, country, reporter_type, reactions, indications, other_suspects
    , onset_days, dechallenge, outcomes, literature_reference, analyses
FROM signals.watch_case
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY init_fda_date DESC, caseid""",
        paragraphs=("`nibwatch case` with a case number shows it whole, as reported.",),
    ),
    QuerySection(
        "What the cases say of themselves",
        "Answers and how many cases give them, {drug} and {event_title}, primary analysis",
        "Without a case there is nothing to say.",
        """
SELECT topic, value, case_count
FROM signals.watch_profile
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY topic, case_count DESC, value""",
    ),
)
ANIMALS = (
    QuerySection(
        "Animals beside people",
        "What coded animal studies say beside what reports say, by event group",
        "The drug has not been set beside animal studies.",
        """
SELECT event, animal_verdict, human_verdict, primary_verdict, agreement, remark, certainty, sentence, caveat
FROM evidence.agreement
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event""",
    ),
    QuerySection(
        "Animal evidence by model",
        "Weighed studies in each family of models, beside the share that is positive whatever the drug",
        "No weighed animal study of {drug} is coded.",
        """
SELECT question, model_family, label, study_count, protective_count, harmful_count, mixed_count, null_count
    , group_count, base_rate, probability_below_base_rate
FROM evidence.animal_family
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY question, model_family""",
    ),
    QuerySection(
        "Animal and culture studies",
        "Coded studies, one row a study and model",
        "No animal study of {drug} is coded.",
        """
SELECT study.direction, study.question, study.model_family, study.model, study.species, study.first_author, study.year
    , study.title, study.pmid, study.doi, study.is_weighed, study.seen_level
FROM evidence.study AS study
WHERE study.ingredient = $drug OR study.study_id IN (
    SELECT study_id
    FROM evidence.study_of_drug
    WHERE drug = $drug AND drug_kind = $drug_kind
)
ORDER BY study.question, study.model_family, study.year, study.title""",
    ),
)
INGREDIENT = (
    QuerySection(
        "Trials in demyelinating disease",
        "Trials of the drug in a demyelinating disease",
        "No trial of {drug} in a demyelinating disease is known.",
        """
SELECT trial, year, phase, conditions, participant_count, coalesce(registry_status, status) AS status, has_results
    , finding
FROM evidence.trial
WHERE ingredient = $drug
ORDER BY year, trial""",
    ),
    QuerySection(
        "Published cases",
        "What was published on the drug and demyelination in people",
        "Nothing published on {drug} and demyelination in people is coded.",
        """
SELECT kind, year, citation, case_count, finding, direction, seen_level
FROM evidence.human_report
WHERE ingredient = $drug
ORDER BY year, citation""",
    ),
    QuerySection(
        "US labels that name a demyelinating event",
        "Sentences of labels as openFDA has them",
        "No fetched US label of {drug} names a demyelinating event.",
        """
SELECT section, sentence, brand_names, manufacturer, effective_date
FROM evidence.label
WHERE ingredient = $drug
ORDER BY effective_date DESC, section""",
    ),
    QuerySection(
        "How reports spell it",
        "The 50 commonest drug texts that became this ingredient, and by which rule",
        "No drug record became {drug} as an ingredient.",
        """
SELECT drugname, match_rule, count(*) AS records
FROM faers.case_drug
WHERE ingredient = $drug
GROUP BY drugname, match_rule
ORDER BY records DESC, drugname, match_rule
LIMIT 50""",
    ),
)
"""Sections on one ingredient, which a class of drugs has not."""


def drug_page(published: PublishedFile, drug: str, drug_kind: str, headline_event: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    values = {"drug": drug, "drug_kind": drug_kind, "event": headline_event}
    kind = "" if drug_kind == "ingredient" else f" ({drug_kind.replace('_', ' ')})"
    summary = published.ask("summary", SUMMARY, **values).rows
    lead = str(summary[0].sentence) if summary else f"No analysis of {event_title(headline_event)} was made."
    sections = (
        _analyses(published, values),
        published.section(EVENTS, {**values, "analysis": COMPARISON}),
        *robustness_sections(published, values),
        *published.sections((*CASES, *ANIMALS, *(INGREDIENT if drug_kind == "ingredient" else ())), values),
    )
    return Page(drug_path(drug, drug_kind), f"{drug}{kind}", (lead,), sections)


def _analyses(published: PublishedFile, values: Mapping[str, str]) -> Section:
    answer = published.ask("analyses", ANALYSES.sql, **values)
    no_case = "No case in any analysis names {drug} and {event}."
    described = ANALYSES if any(row.a for row in answer.rows) else replace(ANALYSES, paragraphs=(no_case,))
    return published.section(described, values, answer)
