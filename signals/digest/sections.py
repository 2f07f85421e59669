"""The digest's sections, in the order in which a reader with two minutes needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from signals.digest import summary, tables
from signals.digest.caveats import caveats, glossary
from signals.digest.citations import Citations, number_queries, shows_most_reported
from signals.digest.content import DISPROPORTIONATE, DigestContent
from signals.digest.options import Failures
from signals.digest.queries import CLEAR_CHANGE
from signals.present.blocks import Column, Figure, Section, table
from signals.present.charts import forest, trend
from signals.present.numbers import count, data_until, name, plural, quarters, sentence
from signals.present.paths import drug_path
from signals.present.query import NamedQuery, Row

LONGEST_FOREST = 12
LONGEST_NOTES = 3
MOST_REJECTED = 0.001  # of the lines: where more were rejected, that is told before the numbers
NEW, GREW, FELL, UNCHANGED = CHANGE_TITLES = ("New: read these first", "Grew", "Fell", "What changed")
DATA_PAGE = "the data quality page says more"


@dataclass(frozen=True)
class DigestPage:
    """The whole digest: its first line, what changed in the protocol, the week's answer, the sections, the queries.

    A quiet page has nothing but a first line, one sentence and where to look: `answer` holds the last two. The queries
    go as an attachment; [3] in the text is the third.
    """

    subject: str
    first_line: str
    answer: tuple[str, ...]
    protocol: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    glossary: tuple[tuple[str, str], ...] = ()
    caveats: str = ""
    queries: tuple[tuple[int, NamedQuery], ...] = ()
    report_url: str = ""
    is_quiet: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(section.figure for section in self.sections if section.figure)


def digest_page(content: DigestContent, *, longest: int) -> DigestPage:
    """Put the whole digest together for both parts of the mail; its tables are cut at `longest` rows."""
    subject, first_line = summary.subject(content), summary.first_line(content)
    citations = number_queries(content, longest=longest)
    queries = tuple(citations.queries.items())
    if content.is_quiet:
        answer = summary.quiet_answer(content)
        return DigestPage(subject, first_line, answer, queries=queries, is_quiet=True)
    sections = (
        *what_changed(citations),
        _news(citations),
        *((_problems(citations), *_standing(citations)) if _is_pressing(content) else _standing(citations)),
        _most_reported(citations),
        None if _is_pressing(content) else _problems(citations),
        _trend(citations),
        _agreement(citations) if content.topic.has_evidence else None,
        _differing(citations),
        _data(citations),
    )
    return DigestPage(
        subject,
        first_line,
        summary.answer(citations),
        (*summary.protocol(content), *summary.flagged(citations)),
        tuple(section for section in sections if section),
        glossary(content),
        caveats(),
        queries,
        (content.options.report_url or "").rstrip("/"),
    )


def _section(
    citations: Citations,
    title: str,
    query: str,
    *paragraphs: str,
    rows: Sequence[Row],
    columns: tuple[Column, ...] = (),
    noun: str = "",
    longest: int | None = None,
    also_cited: Sequence[str] = (),
) -> Section:
    """A section whose table has the first rows of a query's answer, cells of a drug leading to its page."""
    longest = citations.longest if longest is None else longest
    usual_columns, usual_noun = tables.BY_QUERY[query]
    shown = rows[:longest]
    return Section(
        title,
        paragraphs,
        table(columns or usual_columns, shown, _page_of if hasattr(shown[0], "drug_kind") else None) if shown else None,
        left_out=citations.left_out(rows, longest, query=query, noun=noun or usual_noun),
        query_numbers=tuple(map(citations.number, (*also_cited, query))),
    )


def _page_of(row: Row) -> str:
    return drug_path(row.drug, row.drug_kind)


def what_changed(citations: Citations) -> tuple[Section, ...]:
    """What is new, what grew and what fell since the publication compared with; that there is nothing of it."""
    content, changes = citations.content, citations.content.changes
    if changes is None or changes.is_same_publication:
        return ()
    kinds = (
        (NEW, ("new",), "Came to be reported disproportionately"),
        (GREW, ("strengthened", "more cases"), f"Lower bound clearly up (its log2 by {CLEAR_CHANGE}), or more cases,"),
        (FELL, ("gone", "weakened"), "No longer disproportionate, or lower bound clearly down,"),
    )
    sections = tuple(
        _changed(citations, title, content.changed(*changed), meaning) for title, changed, meaning in kinds
    )
    if any(sections):
        return tuple(section for section in sections if section)
    text = f"No watched pair is new, grew or fell. {_compared_with(citations)}"
    return (Section(UNCHANGED, (text,), query_numbers=_of_changes(citations)),)


def _of_changes(citations: Citations) -> tuple[int, ...]:
    return tuple(
        map(citations.number, ("the publication compared with", "what changed", "why it changed", "new cases"))
    )


def _changed(citations: Citations, title: str, rows: tuple[Row, ...], meaning: str) -> Section | None:
    if not rows:
        return None
    content = citations.content
    drugs = sum(map(content.is_headline_drug, rows))
    scope = (
        f"{meaning} {summary.scope(content)}: {plural(drugs, 'drug')} of {count(content.drug_count)} with"
        f" {summary.event(content)}; {plural(len(rows), 'pair')} of {count(content.pair_count)} in all."
    )
    others = "" if title != NEW else f" {_compared_with(citations)}"
    # what grew still stands out: its caution is told there
    columns = tables.without("what changed", "was", "caution") if title == GREW else ()
    with_cases = [row for row in rows if row.new_cases] if title != FELL else []
    if with_cases:
        others += f" The new cases of a drug: nibwatch watch '{name(with_cases[0].drug)}' --cases."
    section = _section(citations, title, "what changed", scope + others, rows=rows, columns=columns)
    return replace(section, query_numbers=_of_changes(citations))


def _compared_with(citations: Citations) -> str:
    content = citations.content
    assert content.changes is not None
    newest = max(content.changes.earlier.quarters, default="no quarter")
    also = f"; since then {'; '.join(content.changes.quarters)}" if content.changes.quarters else ""
    return f"Compared with {summary.since(content.changes)}, {data_until(newest)}{also}."


def _news(citations: Citations) -> Section | None:
    """Verdicts, studies, papers, trials and labels that changed since the publication compared with."""
    query = "what changed in the evidence"
    rows = citations.content.rows(query)
    if not rows:
        return None
    is_uncoded = any(row.change == "new paper" for row in rows)
    paragraphs = ("A new paper counts only once somebody has read and coded it.",) if is_uncoded else ()
    longest = max(1, citations.longest_minor)
    return _section(citations, "Evidence that changed", query, *paragraphs, rows=rows, longest=longest)


def _is_pressing(content: DigestContent) -> bool:
    """Whether a data problem can move the numbers, so that it is told before them.

    Names of the watchlist that nothing knows, and few rejected lines, are told after them.
    """
    total = next(row for row in content.rows("lines and reports read") if row.quarter == "all")
    rejected = sum(row.lines for row in content.rows("rejected lines"))
    return bool(
        content.options.failures != Failures()
        or content.rows("notes on the files")
        or content.publication.ebgm_refusal
        or rejected > MOST_REJECTED * total.lines
    )


def _problems(citations: Citations) -> Section:
    """What is missing from the numbers or may be wrong in them, in a reader's words; the data page has the details."""
    content = citations.content
    failures, notes = content.options.failures, content.rows("notes on the files")
    sentences = []
    if failures.not_taken:
        refused = summary.listed([sentence(quarter) for quarter in failures.not_taken])
        sentences.append(f"{refused} could not be taken: no number here has its reports, unless loaded before.")
    if failures.set_aside:
        aside = [sentence(quarter) for quarter in failures.set_aside]
        sentences.append(
            f"{summary.listed(aside)} {'was' if len(aside) == 1 else 'were'} set aside by hand;"
            f" `nibwatch ingest --restore {','.join(aside).lower()}` takes {'it' if len(aside) == 1 else 'them'} back."
        )
    sentences += [f"The search of the literature is incomplete: {sentence(why)}" for why in failures.failed_sources]
    if content.publication.ebgm_refusal:
        sentences.append(
            "EBGM is undefined for every pair: its prior could not be fitted, since "
            f"{sentence(content.publication.ebgm_refusal)}. {citations.cite('this publication')}"
        )
    sentences += _names_unknown(citations)
    shown = notes if len(notes) <= LONGEST_NOTES else notes[:1]
    sentences += [f"{name(row.quarter)} {name(row.table_name)}: {sentence(row.note)}." for row in shown]
    if len(notes) > len(shown):
        more = count(len(notes) - len(shown))
        sentences.append(f"{more} more notes on files {citations.cite('notes on the files')}.")
    lines = sum(row.lines for row in content.rows("rejected lines"))
    if lines:
        sentences.append(f"{plural(lines, 'rejected line')}.")
    if sentences:
        sentences[-1] = f"{sentences[-1].rstrip('.')}; {DATA_PAGE}."
    else:
        sentences.append("None: no quarter was refused, every line loaded, and there is no note on a file.")
    numbers = (citations.number("rejected lines"), citations.number("notes on the files"))
    return Section("Data problems", tuple(sentences), query_numbers=numbers)


def _names_unknown(citations: Citations) -> list[str]:
    """Names of the watchlist that count nothing since nothing knows them, and those that were read as others."""
    query = "problems of the watchlist"
    rows = citations.content.rows(query)
    unknown = [row for row in rows if row.problem.startswith("no report")]
    sentences = [f"The watchlist's {name(row.name)}: {sentence(row.problem)}." for row in rows if row not in unknown]
    if unknown:
        named = [f"{name(row.name)}{f' ({name(row.suggestion)}?)' if row.suggestion else ''}" for row in unknown]
        sentences.append(
            f"{plural(len(unknown), 'name')} of the watchlist that no report and no reference table knows:"
            f" {summary.listed(named)} {citations.cite(query)}."
        )
    return sentences


def _standing(citations: Citations) -> list[Section]:
    """What stands out: drugs with the headline event and the chart, what does not hold, then all other pairs."""
    content, query, sections = citations.content, "standing signals", []
    drugs = [pair for pair in content.standing if content.is_headline_drug(pair)]
    holding = [pair for pair in drugs if not pair.is_hollow]
    hollow = [pair for pair in content.standing if pair.is_hollow]
    others = [pair for pair in content.standing if not pair.is_hollow and not content.is_headline_drug(pair)]
    if holding:
        paragraph = (
            f"{count(len(holding))} of the {plural(len(drugs), 'drug')} (of {count(content.drug_count)} watched) with"
            f" {summary.event(content)}, {summary.scope(content)}. Below each row: when all reports count."
        )
        section = _section(
            citations,
            "Standing signals",
            query,
            paragraph,
            rows=holding,
            columns=tables.without(query, "event"),
            noun="drugs",
        )
        sections.append(replace(section, figure=_forest(holding, content) if citations.shows_pictures else None))
    if hollow:
        of_drugs = sum(map(content.is_headline_drug, hollow))
        paragraph = (
            f"One story told more than once makes the count: {plural(of_drugs, 'drug')},"
            f" {plural(len(hollow), 'pair')} in all."
        )
        columns = tables.without(query, "odds ratio (ROR, 95%)", "holds in", "all reports")
        sections.append(
            _section(
                citations,
                "Stand out, and do not hold",
                query,
                paragraph,
                rows=hollow,
                columns=columns,
                noun="such pairs",
            )
        )
    if others:
        paragraph = f"{plural(len(others), 'pair')} of {count(content.pair_count)} besides; the pages list all."
        columns = tables.without(query, "odds ratio (ROR, 95%)", "holds in", "all reports")
        sections.append(
            _section(
                citations, "Classes and other events", query, paragraph, rows=others, columns=columns,
                longest=citations.longest_minor, also_cited=["verdicts counted"],
            )
        )  # fmt: skip
    return sections


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


def _trend(citations: Citations) -> Section | None:
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


def _most_reported(citations: Citations) -> Section | None:
    """Where no drug stands out for the headline event, the pairs with most reports: an absence has numbers too."""
    content = citations.content
    if not shows_most_reported(content):
        return None
    paragraph = (
        f"No drug stands out; these pairs have the most reports, then the most expected, {summary.scope(content)}."
    )
    rows = [Row(**vars(row), event_words=content.event_words(row)) for row in content.rows("most reported")]
    return _section(citations, "Most reported", "most reported", paragraph, rows=rows, longest=citations.longest_minor)


def _agreement(citations: Citations) -> Section | None:
    """Animals beside people, for the drugs that stand out, else for those with most studies."""
    content, query = citations.content, "animals beside people"
    rows = content.rows(query)
    if not rows:
        return None
    kinds = ", ".join(f"{count(row.drugs)} {name(row.agreement)}" for row in content.rows("agreement counted"))
    drugs = [row for row in rows if row.study_count or row.human_verdict == DISPROPORTIONATE]
    paragraphs = [f"Drugs with {summary.event(content)}: {kinds}."]
    if not drugs:
        paragraphs.append("None has a coded animal study, and none is disproportionate.")
    return _section(
        citations,
        "Animals beside people",
        query,
        *paragraphs,
        rows=drugs,
        longest=citations.longest_minor,
        also_cited=["agreement counted"],
    )


def _differing(citations: Citations) -> Section | None:
    """Drugs for which the compared analysis changes the answer of the first: masked or confounded."""
    query, content = "where the analyses differ", citations.content
    rows = [row for row in content.rows(query) if row.event == content.headline_event and row.drug_kind == "ingredient"]
    if not rows:
        return None
    sentences = []
    for remark in dict.fromkeys(row.remark for row in rows):
        drugs = [name(row.drug) for row in rows if row.remark == remark]
        words = {"masked": f"only {summary.scope(content)}", "confounded": "only when all reports count"}.get(
            remark, ""
        )
        sentences.append(f"Stands out {words} ({sentence(remark)}): {summary.listed(drugs)}.")
    return Section("Where the analyses differ", tuple(sentences), query_numbers=(citations.number(query),))


def _data(citations: Citations) -> Section:
    content = citations.content
    (cases,), lines = content.rows("cases"), content.rows("lines and reports read")
    total = [row for row in lines if row.quarter == "all"]
    paragraph = " ".join(
        (
            f"{plural(cases.counted_cases, 'counted case')} of {plural(cases.cases, 'case')};"
            f" {count(cases.duplicates)} are marked as duplicates.",
            *(f"{plural(row.reports, 'report')} in {plural(row.lines, 'line')}." for row in total),
            f"Quarters: {quarters(content.publication.quarters)}.",
        )
    )
    numbers = tuple(map(citations.number, ("this publication", "cases", "lines and reports read")))
    return Section("What it rests on", (paragraph,), query_numbers=numbers)
