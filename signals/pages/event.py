"""A page an event group: which drugs it is reported with, and how each of its terms stands."""

from signals.digest.queries import COMPARISON
from signals.pages.charts import forest
from signals.pages.layout import Page
from signals.pages.paths import event_path
from signals.pages.reader import Reader, event_title

LONGEST_CHART = 25

DRUGS = """
SELECT drug, drug_kind, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
FROM signals.watch
WHERE event = $event AND event_kind = 'group' AND analysis = $analysis
ORDER BY drug_kind <> 'ingredient', a = 0, ic_lower DESC, drug"""

AGREEMENT = """
SELECT agreement, count(*) AS drugs, list(drug ORDER BY drug) AS names
FROM evidence.agreement
WHERE event = $event AND drug_kind = 'ingredient'
GROUP BY agreement
ORDER BY agreement"""


def event_page(reader: Reader, event: str) -> Page:
    """The page of one event group."""
    compared = reader.ask("drugs", DRUGS, event=event, analysis=COMPARISON)
    reported = [row for row in compared.records if row["a"] > 0 and row["drug_kind"] == "ingredient"][:LONGEST_CHART]
    return Page(
        event_path(event),
        event_title(event).capitalize(),
        (f"{len(reported)} watched ingredients are shown with a case of {event} in the analysis {COMPARISON}.",)
        if reported
        else (f"No watched ingredient has a case of {event} in the analysis {COMPARISON}.",),
        (
            reader.section(
                "Drugs, reports in a context of multiple sclerosis left out",
                compared,
                caption=f"Watched drugs and {event}, analysis {COMPARISON}",
                none="No drug is watched.",
                figure=forest(reported, label="drug", what=f"Drugs with a case of {event}") if reported else None,
            ),
            reader.section(
                "Drugs, all reports",
                reader.ask("drugs, primary", DRUGS, event=event, analysis="primary"),
                caption=f"Watched drugs and {event}, analysis primary",
                none="No drug is watched.",
            ),
            reader.section(
                "Beside animals",
                reader.ask("agreement", AGREEMENT, event=event),
                caption="Watched ingredients by how animals and people stand together",
                none="No animal study is set beside this event group.",
            ),
        ),
    )
