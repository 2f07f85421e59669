"""The blocks that blocks/ declares: which stand in a document, and how the answer to a query becomes one."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from signals.present.block import Section, Table, table
from signals.present.columns import Link, listed, queried
from signals.present.figures import FIGURES
from signals.present.numbers import count, value_text
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
    content: str = ""
    noun: str = "pairs"
    is_minor: bool = False
    cited: Sequence[str] = ()
    is_on_first_page: bool = False

    def section(
        self,
        answer: Answer,
        words: Mapping[str, Any],
        links: Mapping[str, Link] | None = None,
        hidden: Sequence[str] = (),
    ) -> Section | None:
        """The answer to the block's query as a section; None where there is no row, and nothing to say of that.

        Parameters
        ----------
        words
            What the braces of its texts stand for.
        links
            For a column by name, where its cells lead.
        hidden
            Columns that are not shown.
        """
        if not (answer.rows or self.none):
            return None
        has_case = not self.no_case or any(row.a for row in answer.rows)
        texts = [*self.paragraphs, *([] if has_case else [self.no_case]), *([] if answer.rows else [self.none])]
        is_table = answer.rows and not self.sentences
        return Section(
            self.title.format_map(words),
            (*(text.format_map(words) for text in texts), *self._sentences(answer.rows, words)),
            self.table(answer, words, links or {}, hidden) if is_table else None,
            FIGURES[self.figure](answer.rows, words) if self.figure and answer.rows else None,
            commands=(answer.query.command,),
            choice=self.choice,
            is_open=self.is_open,
            name=answer.query.title,
            answered=answer.rows,
        )

    def table(
        self, answer: Answer, words: Mapping[str, Any], links: Mapping[str, Link], hidden: Sequence[str] = ()
    ) -> Table:
        """The rows in the columns that the block lists, else in those of its query."""
        names = [name for name in answer.names if name not in (*self.drawn, *hidden)]
        columns = listed(self.columns) if self.columns else queried(names, answer.rows, links)
        made = table(columns, answer.rows, (self.caption or self.title).format_map(words))
        if self.heading:
            made = replace(made, headings=tuple(_filled(self.heading, answer.rows, words)))
        return _shortened(made, self.longest_cell) if self.longest_cell else made

    def _sentences(self, rows: Sequence[Row], words: Mapping[str, Any]) -> list[str]:
        """What is said of each row; of a long list the first, and how to see the others."""
        shown = rows[: self.longest_list or None]
        rest = len(rows) - len(shown)
        more = [self.more.format(rest=count(rest))] if rest else []
        of_each_row = zip(*(_filled(text, shown, words) for text in self.sentences), strict=True)
        return [*filter(None, chain.from_iterable(of_each_row)), *more]


def _filled(text: str, rows: Sequence[Row], words: Mapping[str, Any]) -> list[str]:
    """The text with the columns of each row, else the words, in its braces; nothing for what is not known."""
    of_rows = (
        {key: "" if value is None else value_text(value, key) for key, value in vars(row).items()} for row in rows
    )
    return [text.format_map({**words, **values}) for values in of_rows]


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
