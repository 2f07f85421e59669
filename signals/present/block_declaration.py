"""The blocks that blocks/ declares: which stand in a document, and how the answer to a query becomes one."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from signals.present.block import Section, Table, table
from signals.present.columns import Link, listed, queried
from signals.present.figures import FIGURES
from signals.present.numbers import filled
from signals.present.query import Answer, Row
from signals.present.terminal import shorten

FOLDER = Path(__file__).with_name("blocks")


@dataclass(frozen=True)
class Block:
    """A block as a file of blocks/ declares it; blocks/README.md says what each key means."""

    query: str
    title: str = ""
    caption: str = ""
    none: str = ""
    paragraphs: Sequence[str] = ()
    no_case: str = ""
    sentences: Sequence[str] = ()
    columns: Sequence[str] = ()
    drawn: Sequence[str] = ()
    below: Sequence[str] = ()
    longest_cell: int = 0
    heading: str = ""
    longest_list: int = 0
    more: str = ""
    figure: str = ""
    is_primary: bool = False
    only: str = ""
    needs_evidence: bool = False
    choice: str = ""
    is_open: bool = False
    also_in: Sequence[str] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    remark: Mapping[str, Any] = field(default_factory=dict)
    is_for_none: bool = False
    is_drawn: bool = False
    content: str = ""
    facts: Sequence[str] = ()
    fewest: int = 0
    is_cut_last: bool = False
    noun: str = "pairs"
    is_minor: bool = False
    cited: Sequence[str] = ()
    is_on_first_page: bool = False

    @property
    def is_table(self) -> bool:
        """Whether its rows are shown as such, where they are neither written as sentences nor only drawn."""
        return not (self.sentences or self.is_drawn)

    def section(
        self,
        answer: Answer,
        words: Mapping[str, Any],
        links: Mapping[str, Link] | None = None,
        hidden: Sequence[str] = (),
        longest: int | None = None,
    ) -> Section | None:
        """The answer to the block's query as a section; None where there is no row, and nothing to say of that.

        Parameters
        ----------
        words
            What the braces of its texts stand for, beside `rows` and `drugs`: how many rows there are, and of how many
            drugs with the headline event.
        links
            For a column by name, where its cells lead.
        hidden
            Columns that are not shown.
        longest
            The most rows of the table.
        """
        rows = self.chosen(answer.rows)
        if (rows and self.is_for_none) or not (rows or self.none):
            return None
        drugs = sum(getattr(row, "is_headline_drug", False) for row in rows)
        words = {**words, "rows": len(rows), "drugs": drugs}
        figure = FIGURES[self.figure](rows, words) if self.figure and rows else None
        if self.is_drawn and not figure:
            return None
        shown = replace(answer, rows=rows[: self.longest_list or None if longest is None else longest])
        rest = len(rows) - len(shown.rows)
        return Section(
            filled(self.title, words),
            tuple(self._paragraphs(rows, words)),
            self._table(shown, words, links or {}, hidden) if self.is_table and shown.rows else None,
            figure,
            left_out=filled(self.more, {**words, "rest": rest}) if self.is_table and self.more and rest else "",
            commands=(answer.query.command,),
            choice=self.choice,
            is_open=self.is_open,
            name=answer.query.title,
            answered=answer.rows,
        )

    def chosen(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows that the block is about."""
        return tuple(row for row in rows if _fits(row, self.where))

    def _paragraphs(self, rows: Sequence[Row], words: Mapping[str, Any]) -> Iterator[str]:
        yield from (filled(text, words) for text in self.paragraphs)
        remarkable = [row for row in rows if self.remark and _fits(row, self.remark["where"])]
        yield from (filled(self.remark["text"], {**words, **vars(row)}) for row in remarkable[:1])
        if self.no_case and not any(row.a for row in rows):
            yield filled(self.no_case, words)
        if not rows:
            yield filled(self.none, words)
        shown = rows[: self.longest_list or None] if self.sentences else rows
        of_rows = (filled(text, {**words, **vars(row)}) for row in shown for text in self.sentences)
        yield from filter(None, of_rows)
        if len(rows) > len(shown):
            yield filled(self.more, {**words, "rest": len(rows) - len(shown)})

    def _table(
        self, answer: Answer, words: Mapping[str, Any], links: Mapping[str, Link], hidden: Sequence[str]
    ) -> Table:
        """The rows in the columns that the block lists, else in those of its query."""
        names = [name for name in answer.names if name not in (*self.drawn, *hidden)]
        columns = listed(self.columns) if self.columns else queried(names, answer.rows, links, self.below)
        made = table(columns, answer.rows, filled(self.caption or self.title, words))
        if self.heading:
            headings = (filled(self.heading, {**words, **vars(row)}) for row in answer.rows)
            made = replace(made, headings=tuple(headings))
        return _shortened(made, self.longest_cell) if self.longest_cell else made


def _fits(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether each column of a row has the value, or one of the values, that it is to have."""
    return all(
        getattr(row, name) in value if isinstance(value, list) else getattr(row, name) == value
        for name, value in values.items()
    )


def _shortened(made: Table, longest: int) -> Table:
    rows = (tuple(replace(cell, text=shorten(cell.text, longest)) for cell in row) for row in made.rows)
    return replace(made, rows=tuple(rows))


@cache
def _documents(folder: Path) -> Mapping[str, tuple[Block, ...]]:
    held: dict[str, list[Block]] = defaultdict(list)
    for path in sorted(folder.glob("*.toml")):
        for document, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for block in (Block(**entry) for entry in entries):
                for name in (document, *block.also_in):
                    held[name].append(block)
    return {document: tuple(blocks) for document, blocks in held.items()}


def blocks_of(document: str) -> tuple[Block, ...]:
    """The blocks of a document, in their order; those of one file after those of another."""
    return _documents(FOLDER)[document]
