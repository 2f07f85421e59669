"""A page a watched drug: what the reports say, what animals say, and what was published and registered."""

from signals.digest.queries import COMPARISON
from signals.pages.charts import forest
from signals.pages.layout import Page, Section
from signals.pages.paths import drug_path
from signals.pages.reader import Reader, event_title
from signals.pages.robustness import from_every_side

ANALYSES = """
SELECT analysis, a, b, c, d, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
    , CASE WHEN reason IS NULL THEN human_verdict ELSE 'not made: ' || reason END AS human_verdict
FROM signals.watch
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY analysis <> 'primary', analysis <> 'no_ms_context', analysis"""

SUMMARY = """
SELECT sentence
FROM signals.watch_summary
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event"""

CASES = """
SELECT caseid, init_fda_date, role, age_years, sex, country, reporter_type, reactions, indications, other_suspects
    , onset_days, dechallenge, outcomes, literature_reference, analyses
FROM signals.watch_case
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY init_fda_date DESC, caseid"""

PROFILE = """
SELECT topic, value, case_count
FROM signals.watch_profile
WHERE drug = $drug AND drug_kind = $drug_kind AND event = $event AND event_kind = 'group'
ORDER BY topic, case_count DESC, value"""

EVENTS = """
SELECT event, event_kind, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE drug = $drug AND drug_kind = $drug_kind AND analysis IN ('primary', $analysis)
    AND (event_kind = 'group' OR a > 0)
ORDER BY event_kind, event, analysis"""

AGREEMENT = """
SELECT event, animal_verdict, human_verdict, primary_verdict, agreement, remark, certainty, sentence, caveat
FROM evidence.agreement
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY event"""

FAMILIES = """
SELECT question, model_family, label, study_count, protective_count, harmful_count, mixed_count, null_count
    , group_count, base_rate, probability_below_base_rate
FROM evidence.animal_family
WHERE drug = $drug AND drug_kind = $drug_kind
ORDER BY question, model_family"""

STUDIES = """
SELECT study.direction, study.question, study.model_family, study.model, study.species, study.first_author, study.year
    , study.title, study.pmid, study.doi, study.is_weighed, study.seen_level
FROM evidence.study AS study
WHERE study.ingredient = $drug OR study.study_id IN (
    SELECT study_id
    FROM evidence.study_of_drug
    WHERE drug = $drug AND drug_kind = $drug_kind
)
ORDER BY study.question, study.model_family, study.year, study.title"""

TRIALS = """
SELECT trial, year, phase, conditions, participant_count, coalesce(registry_status, status) AS status, has_results
    , finding
FROM evidence.trial
WHERE ingredient = $drug
ORDER BY year, trial"""

PEOPLE = """
SELECT kind, year, citation, case_count, finding, direction, seen_level
FROM evidence.human_report
WHERE ingredient = $drug
ORDER BY year, citation"""

LABELS = """
SELECT section, sentence, brand_names, manufacturer, effective_date
FROM evidence.label
WHERE ingredient = $drug
ORDER BY effective_date DESC, section"""

SPELLINGS = """
SELECT drugname, match_rule, count(*) AS records
FROM faers.case_drug
WHERE ingredient = $drug
GROUP BY drugname, match_rule
ORDER BY records DESC, drugname
LIMIT 50"""


def drug_page(reader: Reader, drug: str, drug_kind: str, headline_event: str) -> Page:
    """The page of one watched ingredient, target class or class."""
    known = {"drug": drug, "drug_kind": drug_kind}
    kind = "" if drug_kind == "ingredient" else f" ({drug_kind.replace('_', ' ')})"
    return Page(
        drug_path(drug, drug_kind),
        f"{drug}{kind}",
        (_lead(reader, known, headline_event),),
        (
            _analyses(reader, known, headline_event),
            reader.section(
                "Every watched event",
                reader.ask("events", EVENTS, **known, analysis=COMPARISON),
                caption=f"Event groups, and single terms with a case, in the analyses primary and {COMPARISON}",
                none="No event is watched.",
            ),
            *from_every_side(reader, known, headline_event),
            *_cases(reader, known, headline_event),
            *_animals(reader, known),
            *(_of_an_ingredient(reader, drug) if drug_kind == "ingredient" else ()),
        ),
    )


def _lead(reader: Reader, known: dict[str, str], event: str) -> str:
    answer = reader.ask("summary", SUMMARY, **known, event=event)
    return str(answer.rows[0][0]) if answer.rows else f"No analysis of {event_title(event)} was made."


def _analyses(reader: Reader, known: dict[str, str], event: str) -> Section:
    answer = reader.ask("analyses", ANALYSES, **known, event=event)
    has_case = any(row["a"] for row in answer.records)
    return reader.section(
        f"{event_title(event).capitalize()}, analysis by analysis",
        answer,
        caption=f"{known['drug']} and {event}: cells in cases and measures in every analysis",
        none="No analysis was made.",
        paragraphs=() if has_case else (f"No case in any analysis names {known['drug']} and {event}.",),
        figure=forest(answer.records, label="analysis", what=f"{known['drug']} and {event}") if has_case else None,
    )


def _cases(reader: Reader, known: dict[str, str], event: str) -> tuple[Section, ...]:
    about = f"{known['drug']} and {event_title(event)}"
    return (
        reader.section(
            "Cases",
            reader.ask("cases", CASES, **known, event=event),
            caption=f"Cases behind a of the primary analysis, {about}, the latest received first",
            none=f"No counted case suspects {known['drug']} and reports {event_title(event)}.",
            paragraphs=("`nibwatch case` with a case number shows it whole, as reported.",),
        ),
        reader.section(
            "What the cases say of themselves",
            reader.ask("profile", PROFILE, **known, event=event),
            caption=f"Answers and how many cases give them, {about}, primary analysis",
            none="Without a case there is nothing to say.",
        ),
    )


def _animals(reader: Reader, known: dict[str, str]) -> tuple[Section, ...]:
    drug = known["drug"]
    return (
        reader.section(
            "Animals beside people",
            reader.ask("agreement", AGREEMENT, **known),
            caption="What coded animal studies say beside what reports say, by event group",
            none="The drug has not been set beside animal studies.",
        ),
        reader.section(
            "Animal evidence by model",
            reader.ask("families", FAMILIES, **known),
            caption="Weighed studies in each family of models, beside the share that is positive whatever the drug",
            none=f"No weighed animal study of {drug} is coded.",
        ),
        reader.section(
            "Animal and culture studies",
            reader.ask("studies", STUDIES, **known),
            caption="Coded studies, one row a study and model",
            none=f"No animal study of {drug} is coded.",
        ),
    )


def _of_an_ingredient(reader: Reader, drug: str) -> tuple[Section, ...]:
    return (
        reader.section(
            "Trials in demyelinating disease",
            reader.ask("trials", TRIALS, drug=drug),
            caption="Trials of the drug in a demyelinating disease",
            none=f"No trial of {drug} in a demyelinating disease is known.",
        ),
        reader.section(
            "Published cases",
            reader.ask("people", PEOPLE, drug=drug),
            caption="What was published on the drug and demyelination in people",
            none=f"Nothing published on {drug} and demyelination in people is coded.",
        ),
        reader.section(
            "US labels that name a demyelinating event",
            reader.ask("labels", LABELS, drug=drug),
            caption="Sentences of labels as openFDA has them",
            none=f"No fetched US label of {drug} names a demyelinating event.",
        ),
        reader.section(
            "How reports spell it",
            reader.ask("spellings", SPELLINGS, drug=drug),
            caption="The 50 commonest drug texts that became this ingredient, and by which rule",
            none=f"No drug record became {drug} as an ingredient.",
        ),
    )
