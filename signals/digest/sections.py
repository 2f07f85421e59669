"""The digest's sections, in the order in which a reader with two minutes needs them."""

from dataclasses import dataclass, replace

from signals.digest import data_problems, standing_signals, summary, tables
from signals.digest.caveats import caveats, glossary
from signals.digest.citations import Citations, number_queries
from signals.digest.content import DISPROPORTIONATE, DigestContent
from signals.digest.queries import CLEAR_CHANGE
from signals.present.blocks import Figure, Section
from signals.present.numbers import count, data_until, listed, name, plural, quarters, sentence
from signals.present.query import NamedQuery, Row

NEW, GREW, FELL, UNCHANGED = CHANGE_TITLES = ("New: read these first", "Grew", "Fell", "What changed")


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


def digest_page(content: DigestContent, *, longest: int, longest_standing: int | None = None) -> DigestPage:
    """Put the whole digest together for both parts of the mail; its tables are cut at `longest` rows.

    That of the standing drugs at `longest_standing`, where it is given.
    """
    subject, first_line = summary.subject(content), summary.first_line(content)
    citations = number_queries(content, longest=longest, longest_standing=longest_standing or longest)
    queries = tuple(citations.queries.items())
    if content.is_quiet:
        answer = summary.quiet_answer(content)
        return DigestPage(subject, first_line, answer, queries=queries, is_quiet=True)
    problems, is_pressing = data_problems.problems(citations), data_problems.is_pressing(content)
    sections = (
        *_what_changed(citations),
        _news(citations),
        problems if is_pressing else None,
        *standing_signals.standing(citations),
        standing_signals.most_reported(citations),
        None if is_pressing else problems,
        standing_signals.over_time(citations),
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


def _what_changed(citations: Citations) -> tuple[Section, ...]:
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
        f"{meaning} {content.topic.scope}: {plural(drugs, 'drug')} of {count(content.drug_count)} with"
        f" {content.topic.event_title}; {plural(len(rows), 'pair')} of {count(content.pair_count)} in all."
    )
    others = "" if title != NEW else f" {_compared_with(citations)}"
    columns = tables.without("what changed", "was") if title == GREW else ()
    with_cases = [row for row in rows if row.new_cases] if title != FELL else []
    if with_cases:
        others += (
            f" The new cases of a drug: nibwatch watch '{name(with_cases[0].drug)}' --cases{content.topic.option}."
        )
    section = tables.section(citations, title, "what changed", scope + others, rows=rows, columns=columns)
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
    return tables.section(citations, "Evidence that changed", query, *paragraphs, rows=rows, longest=longest)


def _agreement(citations: Citations) -> Section | None:
    """Animals beside people, for the drugs that stand out, else for those with most studies."""
    content, query = citations.content, "animals beside people"
    rows = content.rows(query)
    if not rows:
        return None
    kinds = ", ".join(f"{count(row.drugs)} {name(row.agreement)}" for row in content.rows("agreement counted"))
    drugs = [row for row in rows if row.study_count or row.human_verdict == DISPROPORTIONATE]
    paragraphs = [f"Drugs with {content.topic.event_title}: {kinds}."]
    if not drugs:
        paragraphs.append("None has a coded animal study, and none is disproportionate.")
    return tables.section(
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
    rows = [row for row in content.rows(query) if row.event == content.topic.event and row.drug_kind == "ingredient"]
    if not rows:
        return None
    sentences = []
    for remark in dict.fromkeys(row.remark for row in rows):
        drugs = [name(row.drug) for row in rows if row.remark == remark]
        words = {"masked": f"only {content.topic.scope}", "confounded": "only when all reports count"}.get(remark, "")
        sentences.append(f"Stands out {words} ({sentence(remark)}): {listed(drugs)}.")
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
