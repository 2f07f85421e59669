"""The digest's blocks on what stands out, in tables and charts, or on the most reported pairs where no drug does."""

from collections.abc import Sequence

from signals.digest.citations import BlockContent, Citations, shows_most_reported
from signals.digest.content import DigestContent
from signals.present.block import Figure
from signals.present.charts import forest, trend
from signals.present.numbers import count, name, plural
from signals.present.query import Row

LONGEST_FOREST = 12


def standing(citations: Citations) -> BlockContent | None:
    """The drugs that stand out with the headline event, and hold, and their chart."""
    content = citations.content
    drugs = [pair for pair in content.standing if content.is_headline_drug(pair)]
    holding = [pair for pair in drugs if not pair.is_hollow]
    if not holding:
        return None
    paragraph = (
        f"{count(len(holding))} of the {plural(len(drugs), 'drug')} (of {count(content.drug_count)} watched) with"
        f' {content.topic.event_title}, {content.topic.scope}. "All reports" leaves nothing out.'
    )
    figure = _forest(holding, content) if citations.shows_pictures else None
    return BlockContent([paragraph], holding, figure, longest=citations.longest_standing)


def hollow(citations: Citations) -> BlockContent | None:
    """The pairs that stand out by a hollow count."""
    pairs = [pair for pair in citations.content.standing if pair.is_hollow]
    if not pairs:
        return None
    counted = f"{plural(sum(map(citations.content.is_headline_drug, pairs)), 'drug')}, {plural(len(pairs), 'pair')}"
    return BlockContent([f"One story told more than once makes the count: {counted} in all."], pairs)


def others(citations: Citations) -> BlockContent | None:
    """All other pairs that stand out: of classes, of other events."""
    content = citations.content
    pairs = [pair for pair in content.standing if not pair.is_hollow and not content.is_headline_drug(pair)]
    if not pairs:
        return None
    return BlockContent(
        [f"{plural(len(pairs), 'pair')} of {count(content.pair_count)} besides; the pages list all."], pairs
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


def over_time(citations: Citations) -> BlockContent | None:
    """How the strongest drugs came to stand where they do, drawn; the mail's plain part says where the numbers are."""
    content = citations.content
    what = f"{name(content.topic.title)} {name(content.topic.comparison_words)}"
    figure = trend(content.rows("over time"), what=what, by="drug") if citations.shows_pictures else None
    if figure is None:
        return None
    paragraph = (
        "The strongest drugs by quarter of first receipt, hollow counts left out, drawn; their pages have the numbers."
    )
    return BlockContent([paragraph], figure=figure)


def most_reported(citations: Citations) -> BlockContent | None:
    """Where no drug stands out for the headline event, the pairs with most reports: an absence has numbers too."""
    content = citations.content
    if not shows_most_reported(content):
        return None
    paragraph = f"No drug stands out; these pairs have the most reports, then the most expected, {content.topic.scope}."
    rows = [Row(**vars(row), event_words=content.event_words(row)) for row in content.rows("most reported")]
    return BlockContent([paragraph], rows)
