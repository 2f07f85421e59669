"""The READUS-PV page: what a disproportionality analysis must report, item by item, from the run's own records.

Fusaroli et al. (2024), Drug Saf 47:575-584, 10.1007/s40264-024-01421-9, Table 1. The items are put in our own words.
What no record can answer is left to a person and named as such.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from signals.digest.content import DISPROPORTIONATE, DigestContent
from signals.pages.page import Page
from signals.present.block import Column, Section, Table, table
from signals.present.published_file import PublishedFile
from signals.present.query import Row
from signals.source_description import source_description
from signals.statistics.power import expected_needed

RUN = "this run"
BOTH = "this run; a person"
WORDING = {"paper": "the paper", "secondary": "a secondary source"}


@dataclass(frozen=True)
class Item:
    """An item of the checklist: its number and topic, what it asks for, who answers it, and the answer's words.

    wording_from: ``paper`` where what it asks was held against the paper's table, else ``secondary``.
    """

    number: str
    topic: str
    asks: str
    answered_by: str
    answer: str
    wording_from: str = "paper"


def checklist() -> tuple[Item, ...]:
    """The items of readus.toml."""
    text = (files("signals.pages") / "readus.toml").read_text(encoding="utf-8")
    return tuple(Item(**item) for item in tomllib.loads(text)["item"])


def readus_page(published: PublishedFile, content: DigestContent) -> Page:
    """Every item of the checklist, with its answer or the word that a person has to give it."""
    records = published.ask("pages/readus_records")
    topic = content.topic
    drugs = published.ask("pages/watched_drugs", event=topic.event, analysis=topic.comparison).rows
    facts = _facts(records.rows[0], content) | {"hollow": sum(row.is_hollow for row in drugs)}
    items = checklist()
    by_run = sum(item.answered_by == RUN for item in items)
    unheld = [item.number for item in items if item.wording_from != "paper"]
    by_both = sum(item.answered_by == BOTH for item in items)
    return Page(
        "readus-pv.html",
        "READUS-PV checklist",
        (
            "What a disproportionality analysis must report (Fusaroli et al. 2024, Drug Saf 47:575-584, "
            f"10.1007/s40264-024-01421-9), in our own words. Of {len(items)} items this run's records answer {by_run}; "
            f"{by_both} need a person as well, and {len(items) - by_run - by_both} can be answered by a person alone.",
            f"The wording of items {unheld[0]} to {unheld[-1]} rests on a secondary source, a reproduction of the "
            "paper's table, and is marked so; that of the others was held against the table itself. Hold the marked "
            "ones against the paper before a submission.",
        ),
        (
            Section("The items", table=_items(items, facts), commands=(records.query.command,), is_open=True),
            *published.sections("readus"),
        ),
    )


def _facts(row: Row, content: DigestContent) -> dict[str, Any]:
    """The records in the words that the answers use."""
    return (
        vars(row)
        | vars(source_description())
        | {
            "comparison": content.topic.comparison,
            "question": content.topic.question,
            **_evidence(row, content.topic.has_evidence),
            "disproportionate": content.drugs_with(DISPROPORTIONATE),
            "headline_event": content.topic.event,
            "class_names": ", ".join(row.classes or ["watched"]),
            "group_names": ", ".join(row.event_groups),
            "analysis_names": ", ".join(row.analyses),
            "analysis_count": len(row.analyses),
            "first_quarter": row.quarters[0],
            "last_quarter": row.quarters[-1],
            "quarter_count": len(row.quarters),
            "watchlist_sha256_start": row.watchlist_sha256[:12],
            "held_cases": row.cases + row.deleted,
            "expected_needed": expected_needed(),
            "ebgm_sentence": _ebgm_sentence(row),
        }
    )


def _evidence(row: Row, has_evidence: bool) -> dict[str, str]:
    """What stands beside the reports; where nothing does, that it is so."""
    if not has_evidence:
        none = "None: the topic names no evidence beside the reports."
        return {"on_record": "", "beside": "", "other_sources": none, "other_methods": none}
    return {
        "on_record": f"On record: {row.studies:,} coded preclinical studies, {row.human_reports:,} published reports"
        " and labels on people (each drug's page). ",
        "beside": "Beside them coded animal studies and published cases. ",
        "other_sources": f"{row.studies:,} coded preclinical studies with their base rate, trials and published cases;"
        " set beside the reports and never added to their counts.",
        "other_methods": "Animal studies are coded by direction and weighed against a base rate of about 90% protective"
        " results (page Methods).",
    }


def _ebgm_sentence(row: Row) -> str:
    if row.prior_refusal:
        return f"EBGM is undefined in this run: {row.prior_refusal}."
    if row.penalised_because:
        return f"The prior of EBGM is a penalised maximum in this run: {row.penalised_because}."
    return "The prior of EBGM is a maximum of the likelihood in this run."


def _items(items: Sequence[Item], facts: Mapping[str, Any]) -> Table:
    columns = (
        Column("item", lambda item: item.number),
        Column("topic", lambda item: item.topic),
        Column("what is asked", lambda item: item.asks),
        Column("wording from", lambda item: WORDING[item.wording_from]),
        Column("answered by", lambda item: item.answered_by),
        Column("answer", lambda item: item.answer.format_map(facts)),
    )
    return replace(table(columns, items), caption=f"The {len(items)} items of READUS-PV for a full report")
