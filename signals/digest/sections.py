"""The digest's sections: the blocks of the week, in the order in which a reader with two minutes needs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from signals.digest import data_problems, summary
from signals.digest.caveats import caveats, glossary
from signals.digest.citations import Citations, number_queries
from signals.digest.content import DigestContent
from signals.digest.queries import title_of
from signals.present.block import Figure, Section
from signals.present.block_declaration import Block, blocks_of
from signals.present.query import NamedQuery


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


def digest_page(
    content: DigestContent, *, longest: int, longest_standing: int | None = None, has_pictures: bool = True
) -> DigestPage:
    """Put the whole digest together for both parts of the mail; its tables are cut at `longest` rows.

    Those of new pairs and of standing drugs at `longest_standing`, where it is given.
    """
    subject, first_line = summary.subject(content), summary.first_line(content)
    citations = number_queries(
        content, longest=longest, longest_standing=longest_standing or longest, has_pictures=has_pictures
    )
    queries = tuple(citations.queries.items())
    if content.is_quiet:
        answer = summary.quiet_answer(content)
        return DigestPage(subject, first_line, answer, queries=queries, is_quiet=True)
    sections = tuple(filter(None, (_section(citations, block) for block in blocks_of("week"))))
    return DigestPage(
        subject,
        first_line,
        summary.answer(citations),
        (*summary.protocol(content), *summary.flagged(citations)),
        sections,
        glossary(sections),
        caveats(),
        queries,
        (content.options.report_url or "").rstrip("/"),
    )


def _section(citations: Citations, block: Block) -> Section | None:
    """What a block says this week; None where it has nothing to say."""
    content, query = citations.content, title_of(block.query)
    facts = [content.rows(title_of(fact)) for fact in block.facts]
    is_left_out = query not in content.answers or not all(facts)
    if is_left_out or (block.is_drawn and not citations.has_pictures):
        return None
    cited = tuple(map(citations.number, block.cited or [query]))
    if block.content:
        paragraphs = CONTENT[block.content](citations)
        return Section(block.title, tuple(paragraphs), query_numbers=cited) if paragraphs else None
    answer, longest = content.answers[query], _longest(citations, block)
    words = content.words | {column: value for (fact, *_) in facts for column, value in vars(fact).items()}
    section = block.section(answer, words, longest=longest)
    if section is None:
        return None
    rows = block.chosen(answer.rows) if block.is_table else ()
    return replace(
        section,
        figure=section.figure if citations.has_pictures else None,
        left_out=citations.left_out(rows, longest, query=query, noun=block.noun),
        query_numbers=cited,
        commands=(),
    )


def _longest(citations: Citations, block: Block) -> int:
    """The most rows of a block's table."""
    if block.is_cut_last:
        return citations.longest_standing
    return max(citations.longest_minor if block.is_minor else citations.longest, block.fewest)


CONTENT: Mapping[str, Callable[[Citations], list[str]]] = {
    "pressing problems": data_problems.pressing,
    "problems": data_problems.others,
}
"""The sentences of a block of blocks/week.toml that need more than its query; none where it is left out."""
