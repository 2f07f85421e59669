"""The digest's sections on what stands out, in tables and charts, or on the most reported pairs where no drug does."""

from collections.abc import Sequence
from dataclasses import replace

from signals.digest import tables
from signals.digest.citations import Citations, shows_most_reported
from signals.digest.content import DigestContent
from signals.present.blocks import Figure, Section
from signals.present.charts import forest, trend
from signals.present.numbers import count, name, plural
from signals.present.query import Row

QUERY = "standing signals"
STANDING, HOLLOW = "Standing signals", "Stand out, and do not hold"
LONGEST_FOREST = 12
ONLY_OF_DRUGS = ("odds ratio (ROR, 95%)", "holds in", "all reports")
"""Columns that only the table of drugs with the headline event has."""


def standing(citations: Citations) -> tuple[Section | None, ...]:
    """What stands out: drugs with the headline event and the chart, what does not hold, then all other pairs."""
    content = citations.content
    drugs = [pair for pair in content.standing if content.is_headline_drug(pair)]
    hollow = [pair for pair in content.standing if pair.is_hollow]
    others = [pair for pair in content.standing if not pair.is_hollow and not content.is_headline_drug(pair)]
    return _drugs(citations, drugs), _hollow(citations, hollow), _others(citations, others)


def _drugs(citations: Citations, drugs: Sequence[Row]) -> Section | None:
    content, holding = citations.content, [pair for pair in drugs if not pair.is_hollow]
    if not holding:
        return None
    paragraph = (
        f"{count(len(holding))} of the {plural(len(drugs), 'drug')} (of {count(content.drug_count)} watched) with"
        f' {content.topic.event_title}, {content.topic.scope}. "All reports" leaves nothing out.'
    )
    columns = tables.without(QUERY, "event")
    longest = citations.longest_standing
    section = tables.section(
        citations, STANDING, QUERY, paragraph, rows=holding, columns=columns, noun="drugs", longest=longest
    )
    return replace(section, figure=_forest(holding, content) if citations.shows_pictures else None)


def _hollow(citations: Citations, pairs: Sequence[Row]) -> Section | None:
    if not pairs:
        return None
    counted = f"{plural(sum(map(citations.content.is_headline_drug, pairs)), 'drug')}, {plural(len(pairs), 'pair')}"
    paragraph = f"One story told more than once makes the count: {counted} in all."
    title, columns = HOLLOW, tables.without(QUERY, *ONLY_OF_DRUGS)
    return tables.section(citations, title, QUERY, paragraph, rows=pairs, columns=columns, noun="such pairs")


def _others(citations: Citations, pairs: Sequence[Row]) -> Section | None:
    if not pairs:
        return None
    return tables.section(
        citations,
        "Classes and other events",
        QUERY,
        f"{plural(len(pairs), 'pair')} of {count(citations.content.pair_count)} besides; the pages list all.",
        rows=pairs,
        columns=tables.without(QUERY, *ONLY_OF_DRUGS),
        longest=citations.longest_minor,
        also_cited=["verdicts counted"],
    )


def _forest(pairs: Sequence[Row], content: DigestContent) -> Figure | None:
    """The ratio of each drug in the compared analysis beside the first."""
    rows = []
    compared, first = name(content.topic.comparison_words), name(content.topic.first_analysis_words)
    for pair in pairs[:LONGEST_FOREST]:
        rows.append(Row(**vars(pair), analysis=compared))
        if pair.first_a is not None:
            bounds = {"ic": pair.first_ic, "ic_lower": pair.first_ic_lower, "ic_upper": pair.first_ic_upper}
            rows.append(Row(drug=pair.drug, a=pair.first_a, analysis=first, **bounds))
    return forest(rows, label="drug", what=name(content.topic.title), series=[compared, first])


def over_time(citations: Citations) -> Section | None:
    """How the strongest drugs came to stand where they do, drawn; the mail's plain part says where the numbers are."""
    content = citations.content
    what = f"{name(content.topic.title)} {name(content.topic.comparison_words)}"
    figure = trend(content.rows("over time"), what=what, by="drug") if citations.shows_pictures else None
    if figure is None:
        return None
    paragraph = (
        "The strongest drugs by quarter of first receipt, hollow counts left out, drawn; their pages have the numbers."
    )
    return Section("Over time", (paragraph,), figure=figure, query_numbers=(citations.number("over time"),))


def most_reported(citations: Citations) -> Section | None:
    """Where no drug stands out for the headline event, the pairs with most reports: an absence has numbers too."""
    content = citations.content
    if not shows_most_reported(content):
        return None
    paragraph = f"No drug stands out; these pairs have the most reports, then the most expected, {content.topic.scope}."
    rows = [Row(**vars(row), event_words=content.event_words(row)) for row in content.rows("most reported")]
    return tables.section(
        citations, "Most reported", "most reported", paragraph, rows=rows, longest=citations.longest_minor
    )
