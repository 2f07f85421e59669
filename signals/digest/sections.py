"""The digest's sections: the blocks of the week, in the order in which a reader with two minutes needs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from signals.digest import data_problems, standing_signals, summary
from signals.digest.caveats import caveats, glossary
from signals.digest.citations import BlockContent, Citations, number_queries
from signals.digest.content import DISPROPORTIONATE, DigestContent
from signals.digest.queries import CLEAR_CHANGE, title_of
from signals.present.block import Figure, Section
from signals.present.block_declaration import Block, blocks_of
from signals.present.numbers import count, data_until, listed, name, plural, quarters, sentence
from signals.present.query import NamedQuery

GREW, FELL = ("strengthened", "more cases"), ("gone", "weakened")


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
    sections = (_section(citations, block) for block in blocks_of("week"))
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


def _section(citations: Citations, block: Block) -> Section | None:
    """What a block says this week; None where it has nothing to say."""
    content, query = citations.content, title_of(block.query)
    if query not in content.answers:
        return None
    answer = content.answers[query]
    of_block = CONTENT[block.content](citations) if block.content else _declared(content, block)
    if of_block is None:
        return None
    usual = citations.longest_minor if block.is_minor else citations.longest
    longest = max(of_block.longest or usual, of_block.fewest)
    shown = replace(answer, rows=tuple(of_block.rows[:longest]))
    return Section(
        block.title,
        tuple(of_block.paragraphs),
        block.table(shown, content.topic.words, {}) if shown.rows else None,
        of_block.figure,
        left_out=citations.left_out(of_block.rows, longest, query=query, noun=block.noun),
        query_numbers=tuple(map(citations.number, block.cited or [query])),
    )


def _declared(content: DigestContent, block: Block) -> BlockContent | None:
    """All that a block says that needs no code."""
    answer = content.answers[title_of(block.query)]
    section = block.section(answer, content.topic.words)
    if section is None:
        return None
    return BlockContent(section.paragraphs, () if block.sentences else answer.rows, section.figure)


def _new(citations: Citations) -> BlockContent | None:
    meaning = "Came to be reported disproportionately"
    return _changed(citations, "new", meaning=meaning, more=(_compared_with(citations), _cases_of(citations, "new")))


def _grew(citations: Citations) -> BlockContent | None:
    meaning = f"Lower bound clearly up (its log2 by {CLEAR_CHANGE}), or more cases,"
    return _changed(citations, *GREW, meaning=meaning, more=(_cases_of(citations, *GREW),))


def _fell(citations: Citations) -> BlockContent | None:
    return _changed(citations, *FELL, meaning="No longer disproportionate, or lower bound clearly down,")


def _changed(citations: Citations, *kinds: str, meaning: str, more: tuple[str, ...] = ()) -> BlockContent | None:
    """The pairs that changed so, and how many drugs and pairs they are."""
    content, rows = citations.content, citations.content.changed(*kinds)
    drugs = sum(map(content.is_headline_drug, rows))
    scope = (
        f"{meaning} {content.topic.scope}: {plural(drugs, 'drug')} of {count(content.drug_count)} with"
        f" {content.topic.event_title}; {plural(len(rows), 'pair')} of {count(content.pair_count)} in all."
    )
    return BlockContent([" ".join(filter(None, (scope, *more)))], rows) if rows else None


def _unchanged(citations: Citations) -> BlockContent | None:
    if citations.content.changed("new", *GREW, *FELL):
        return None
    return BlockContent([f"No watched pair is new, grew or fell. {_compared_with(citations)}"])


def _cases_of(citations: Citations, *kinds: str) -> str:
    """The command that shows the new cases of the first drug that has some."""
    content = citations.content
    with_cases = [row for row in content.changed(*kinds) if row.new_cases]
    if not with_cases:
        return ""
    return f"The new cases of a drug: nibwatch watch '{name(with_cases[0].drug)}' --cases{content.topic.option}."


def _compared_with(citations: Citations) -> str:
    content = citations.content
    assert content.changes is not None
    newest = max(content.changes.earlier.quarters, default="no quarter")
    also = f"; since then {'; '.join(content.changes.quarters)}" if content.changes.quarters else ""
    return f"Compared with {summary.since(content.changes)}, {data_until(newest)}{also}."


def _evidence(citations: Citations) -> BlockContent | None:
    """Verdicts, studies, papers, trials and labels that changed since the publication compared with."""
    rows = citations.content.rows("what changed in the evidence")
    is_uncoded = any(row.change == "new paper" for row in rows)
    paragraphs = ["A new paper counts only once somebody has read and coded it."] if is_uncoded else []
    return BlockContent(paragraphs, rows, fewest=1) if rows else None


def _agreement(citations: Citations) -> BlockContent | None:
    """Animals beside people, for the drugs that stand out, else for those with most studies."""
    content = citations.content
    rows = content.rows("animals beside people")
    kinds = ", ".join(f"{count(row.drugs)} {name(row.agreement)}" for row in content.rows("agreement counted"))
    drugs = [row for row in rows if row.study_count or row.human_verdict == DISPROPORTIONATE]
    paragraphs = [f"Drugs with {content.topic.event_title}: {kinds}."]
    if not drugs:
        paragraphs.append("None has a coded animal study, and none is disproportionate.")
    return BlockContent(paragraphs, drugs) if rows else None


def _differing(citations: Citations) -> BlockContent | None:
    """Drugs for which the compared analysis changes the answer of the first: masked or confounded."""
    content = citations.content
    rows = [
        row
        for row in content.rows("where the analyses differ")
        if row.event == content.topic.event and row.drug_kind == "ingredient"
    ]
    sentences = []
    for remark in dict.fromkeys(row.remark for row in rows):
        drugs = [name(row.drug) for row in rows if row.remark == remark]
        words = {"masked": f"only {content.topic.scope}", "confounded": "only when all reports count"}.get(remark, "")
        sentences.append(f"Stands out {words} ({sentence(remark)}): {listed(drugs)}.")
    return BlockContent(sentences) if sentences else None


def _rests_on(citations: Citations) -> BlockContent:
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
    return BlockContent([paragraph])


CONTENT: Mapping[str, Callable[[Citations], BlockContent | None]] = {
    "new": _new,
    "grew": _grew,
    "fell": _fell,
    "unchanged": _unchanged,
    "evidence": _evidence,
    "pressing problems": data_problems.pressing,
    "standing": standing_signals.standing,
    "hollow": standing_signals.hollow,
    "others": standing_signals.others,
    "most reported": standing_signals.most_reported,
    "problems": data_problems.others,
    "over time": standing_signals.over_time,
    "agreement": _agreement,
    "differing": _differing,
    "rests on": _rests_on,
}
"""What a block of blocks/week.toml says that needs more than its query; None where it is left out."""
