"""The digest's sections, in the order in which a reader with two minutes needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from signals.digest import summary, tables
from signals.digest.caveats import caveats
from signals.digest.changes import Changes
from signals.digest.citations import Citations, number_queries, shows_most_reported
from signals.digest.content import DISPROPORTIONATE, TOO_FEW, DigestContent, pair_row
from signals.digest.queries import CLEAR_CHANGE
from signals.present.blocks import Column, Figure, Section, table
from signals.present.charts import forest, trend
from signals.present.numbers import count, data_until, name, plural, quarters, sentence
from signals.present.query import NamedQuery, Row

LONGEST_TREND = 6
LONGEST_FOREST = 12


@dataclass(frozen=True)
class DigestPage:
    """The whole digest: its first line, what changed in the protocol, the week's answer, the sections, the queries.

    A quiet page has nothing but a first line, one sentence and where to look: `answer` holds the last two.
    """

    subject: str
    first_line: str
    answer: tuple[str, ...]
    protocol: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    caveats: str = ""
    queries: tuple[tuple[int, NamedQuery], ...] = ()
    is_quiet: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(section.figure for section in self.sections if section.figure)


def digest_page(content: DigestContent, *, longest: int) -> DigestPage:
    """Put the whole digest together for both parts of the mail; its tables are cut at `longest` rows."""
    subject, first_line = summary.subject(content), summary.first_line(content)
    if content.is_quiet:
        return DigestPage(subject, first_line, summary.quiet_answer(content), is_quiet=True)
    citations = number_queries(content, longest=longest)
    sections = (
        _what_changed(citations),
        _news(citations),
        _problems(citations),
        *_standing(citations),
        _trend(citations),
        _most_reported(citations),
        _agreement(citations) if content.topic.has_evidence else None,
        _differing(citations),
        _data(citations),
        _section(citations, "Rejected lines", "rejected lines") if content.rows("rejected lines") else None,
    )
    return DigestPage(
        subject,
        first_line,
        summary.answer(citations),
        (*summary.protocol(content), *summary.flagged(citations)),
        tuple(section for section in sections if section),
        caveats(citations),
        tuple(citations.queries.items()),
    )


def _section(
    citations: Citations,
    title: str,
    query: str,
    *paragraphs: str,
    rows: Sequence[Row] | None = None,
    first: Sequence[Row] = (),
    columns: tuple[Column, ...] = (),
    noun: str = "",
    longest: int = 0,
    also_cited: Sequence[str] = (),
) -> Section:
    """A section whose table has `first` and the first rows of a query's answer, cells of a drug leading to its page."""
    content, longest = citations.content, longest or citations.longest_minor
    rows = content.rows(query) if rows is None else rows
    usual_columns, usual_noun = tables.BY_QUERY[query]
    shown = [*first, *rows[:longest]]
    href = content.page_of if shown and hasattr(shown[0], "drug_kind") else None
    return Section(
        title,
        paragraphs,
        table(columns or usual_columns, shown, href) if shown else None,
        left_out=citations.left_out(rows, longest, query=query, noun=noun or usual_noun),
        query_numbers=tuple(map(citations.number, (*also_cited, query))),
    )


def _what_changed(citations: Citations) -> Section:
    changes, title = citations.content.changes, "What changed"
    if changes is None:
        return Section(title, ("From the next digest on, this block says what changed since the one sent before.",))
    if changes.is_same_publication:
        return Section(title, ("Nothing was published since then.",))
    return _section(
        citations,
        title,
        "what changed",
        _tally(changes) if changes.pairs else "No watched pair changed its standing.",
        _compared_with(changes),
        rows=changes.pairs,
        longest=citations.longest,
        also_cited=("the publication compared with", "why it changed"),
    )


def _tally(changes: Changes) -> str:
    kinds = ("new", "strengthened", "weakened", "gone")
    numbers = (f"{count(sum(pair.change == kind for pair in changes.pairs))} {kind}" for kind in kinds)
    return f"Pairs, each analysis by itself: {', '.join(numbers)}."


def _compared_with(changes: Changes) -> str:
    newest = max(changes.earlier.quarters, default="no quarter")
    also = f" Since then: {'; '.join(changes.quarters)}." if changes.quarters else " The quarters are the same as then."
    return (
        f"Compared with {summary.since(changes)} (run {name(changes.earlier.run_id)}, {data_until(newest)}).{also} New"
        " and gone: a pair came to meet the criterion, or no longer does. Strengthened and weakened: it met it then and"
        f" now, and the lower bound of its IC moved by {CLEAR_CHANGE} or more."
    )


def _news(citations: Citations) -> Section | None:
    """Verdicts, studies, papers, trials and labels that changed since the publication compared with."""
    query = "what changed in the evidence"
    if query not in citations.content.answers:
        return None
    if citations.content.rows(query):
        paragraph = "A new paper is found, not judged: it counts only once somebody has read and coded it."
    else:
        paragraph = "No verdict, coded study, paper, trial or label changed since then."
    return _section(citations, "Evidence that changed", query, paragraph)


def _problems(citations: Citations) -> Section:
    """Quarters and statistics refused, notes on the files, and how many lines were set aside."""
    content, longest = citations.content, citations.longest_minor
    failures, notes = content.options.failures, content.rows("notes on the files")
    sentences = [f"Refused, so not in these numbers unless loaded before: {sentence(why)}" for why in failures.refused]
    if content.publication.ebgm_refusal:
        sentences.append(
            "EBGM is undefined for every pair: its prior could not be fitted, since "
            f"{sentence(content.publication.ebgm_refusal)}. Query {citations.cite('this publication')}."
        )
    sentences += [f"A literature source failed: {sentence(why)}" for why in failures.failed_sources]
    sentences += [
        f"Note on {name(row.quarter)} {name(row.table_name)}: {sentence(row.note)}" for row in notes[:longest]
    ]
    if len(notes) > longest:
        sentences.append(f"{count(len(notes) - longest)} more notes: query {citations.cite('notes on the files')}.")
    lines = sum(row.lines for row in content.rows("rejected lines"))
    if lines:
        sentences.append(f"{plural(lines, 'rejected line')}: the last table says why.")
    if not sentences:
        sentences.append("None: no quarter was refused, every line loaded, and there is no note on a file.")
    numbers = (citations.number("rejected lines"), citations.number("notes on the files"))
    return Section("Data problems", tuple(sentences), query_numbers=numbers)


def _standing(citations: Citations) -> list[Section]:
    """What stands out: for the headline event with the chart, then for other groups and single terms."""
    content, title, query, sections = citations.content, "Standing signals", "standing signals", []
    hollow = [pair for pair in content.standing if pair.is_hollow]
    holding = [pair for pair in content.standing if not pair.is_hollow]
    headline = [pair for pair in holding if (pair.event, pair.event_kind) == (content.headline_event, "group")]
    others = [pair for pair in holding if pair not in headline]
    if headline:
        paragraph = (
            f"Disproportionate with {summary.event(content)} in {content.comparison} or in {content.primary}. The"
            f" columns are {content.comparison}; {content.primary} stands below. a counts cases; expected is what a"
            " would be if drug and event were reported independently."
            f" Disproportionate: {sentence(content.topic.disproportionate_rule)}."
        )
        figure = _forest(headline, content) if citations.shows_pictures else None
        columns, noun = tables.STANDING_DRUGS, "drugs and classes"
        section = _section(
            citations, title, query, paragraph, rows=headline, columns=columns, noun=noun, longest=citations.longest
        )
        sections.append(replace(section, figure=figure))
    if others:
        title = f"{title}, other events" if headline else title
        watched = sum(row.pairs for row in content.rows("verdicts counted"))
        paragraph = (
            f"{plural(content.pairs_with(DISPROPORTIONATE), 'pair')} of {count(watched)} stand out in"
            f" {content.comparison} over all watched drugs, target classes, terms and groups;"
            f" {count(content.pairs_with(TOO_FEW))} rest on too few reports."
        )
        sections.append(_section(citations, title, query, paragraph, rows=others, also_cited=["verdicts counted"]))
    if hollow:
        paragraph = (
            "Disproportionate only by a count that is hollow: one story told more than once. The caution says which."
        )
        sections.append(_section(citations, "Stand out, and do not hold", query, paragraph, rows=hollow))
    return sections


def _forest(pairs: Sequence[Row], content: DigestContent) -> Figure | None:
    rows = [
        row
        for pair in [pair for pair in pairs if pair.drug_kind == "ingredient"][:LONGEST_FOREST]
        for row in (pair.comparison, pair.primary)
        if row is not None
    ]
    return forest(rows, label="drug", what=name(content.headline_event), series=[content.comparison, content.primary])


def _trend(citations: Citations) -> Section | None:
    """How the strongest drugs came to stand where they do."""
    content = citations.content
    points = content.rows("over time")
    if not points:
        return None
    number = citations.number("over time")
    paragraph = (
        f"IC of the strongest drugs with {summary.event(content)} in {content.comparison}, over all cases first"
        " received up to the end of each quarter, as they stand today."
    )
    shown = tables.trend(points, quarters=min(citations.longest, LONGEST_TREND))
    what = f"{name(content.headline_event)} in {content.comparison}"
    figure = trend(points, what=what, by="drug") if citations.shows_pictures else None
    earlier = len({point.quarter for point in points}) > len(shown.rows)
    left_out = f"Earlier quarters: query [{number}]." if earlier else ""
    return Section("Over time", (paragraph,), shown, figure, left_out=left_out, query_numbers=(number,))


def _most_reported(citations: Citations) -> Section | None:
    """Where no drug stands out for the headline event, the pairs with most reports: an absence has numbers too."""
    content = citations.content
    if not shows_most_reported(content):
        return None
    paragraph = (
        f"No drug stands out for {name(content.headline_event)};"
        f" these pairs have the most reports, then the most expected ({content.comparison})."
    )
    rows = [pair_row(row, comparison=row) for row in content.rows("most reported")]
    return _section(citations, "Most reported", "most reported", paragraph, rows=rows)


def _agreement(citations: Citations) -> Section:
    """Drugs with an animal study or a signal, animals beside people."""
    content = citations.content
    rows = content.rows("animals beside people")
    kinds = ", ".join(f"{name(row.agreement)} {count(row.drugs)}" for row in content.rows("agreement counted"))
    informative = [row for row in rows if row.study_count or row.human_verdict == DISPROPORTIONATE]
    if not rows:
        paragraphs = ["No drug has been compared yet."]
    else:
        paragraphs = [f"Drugs by agreement, for {name(content.headline_event)}: {kinds}."]
        if not informative:
            paragraphs.append("No compared drug has a coded animal study, and none is disproportionate.")
    title, query, also_cited = "Animals beside people", "animals beside people", ["agreement counted"]
    return _section(citations, title, query, *paragraphs, rows=informative, also_cited=also_cited)


def _differing(citations: Citations) -> Section | None:
    """Where the compared analysis changes the answer of the first: masked or confounded."""
    query, content = "where the analyses differ", citations.content
    if not content.rows(query):
        return None
    paragraph = f"Drugs for which the analyses {content.comparison} and {content.primary} part."
    return _section(citations, "Where the analyses differ", query, paragraph)


def _data(citations: Citations) -> Section:
    content = citations.content
    (cases,), lines = content.rows("cases"), content.rows("lines and reports read")
    total, held = [[row for row in lines if (row.quarter == "all") is is_total] for is_total in (True, False)]
    paragraphs = (
        f"Quarters: {quarters(content.publication.quarters)}.",
        f"{plural(cases.counted_cases, 'counted case')} of {plural(cases.cases, 'case')};"
        f" {count(cases.duplicates)} are marked as duplicates of another.",
        *(
            f"{plural(row.reports, 'report')} in {plural(row.lines, 'line')} of all tables;"
            f" {plural(row.rows_rejected, 'rejected line')}."
            for row in total
        ),
    )
    title, query, also_cited = "What it rests on", "lines and reports read", ("this publication", "cases")
    return _section(citations, title, query, *paragraphs, rows=held, first=total, also_cited=also_cited)
