"""Sections of pages that are the answer to a query, which the page shows for anyone to run again."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import duckdb

from signals.pages.figures import FIGURES
from signals.pages.tables import LINKS, table
from signals.present.blocks import Section
from signals.present.paths import drug_path, event_path
from signals.present.query import Answer, AnswerByDrug, Row, ask, ask_by_drug
from signals.present.topic import Topic, read_topic
from signals.published import bound, query
from signals.source_description import source_description

WATCHED = "SELECT DISTINCT drug, drug_kind FROM signals.watch WHERE watchlist = $watchlist ORDER BY drug_kind, drug"
OF_EVIDENCE = ("animal_verdict", "agreement")
"""Columns that stand only where evidence stands beside the reports."""


@dataclass(frozen=True)
class QuerySection:
    """A section whose table is a query's answer, as sections.toml declares it and says what each key means."""

    query: str
    title: str
    caption: str
    none: str
    paragraphs: tuple[str, ...] = ()
    no_case: str = ""
    figure: str = ""
    is_primary: bool = False
    only_ingredient: bool = False
    only_class: bool = False
    drawn: tuple[str, ...] = ()
    needs_evidence: bool = False
    choice: str = ""
    is_open: bool = False


@cache
def declared_sections() -> Mapping[str, tuple[QuerySection, ...]]:
    """The sections of each page by its name in sections.toml."""
    text = (files("signals.pages") / "sections.toml").read_text(encoding="utf-8")
    return {page: tuple(QuerySection(**one) for one in sections) for page, sections in tomllib.loads(text).items()}


@dataclass
class PublishedFile:
    """A read-only connection to the published file, what its topic is, and the paths of all pages.

    drugs: all that are watched, classes included. The answers over all drugs are kept, to be read drug by drug.
    """

    connection: duckdb.DuckDBPyConnection
    topic: Topic
    drugs: tuple[str, ...] = ()
    pages: frozenset[str] = frozenset()
    _by_drug: dict[str, AnswerByDrug] = field(default_factory=dict)

    @classmethod
    def of(
        cls, connection: duckdb.DuckDBPyConnection, drugs: Sequence[str] = (), watchlist: str | None = None
    ) -> "PublishedFile":
        """The file behind a connection, asked of one watchlist, the main one by default.

        drugs: those that are asked about, all by default.
        """
        topic = read_topic(connection, watchlist)
        watched = connection.execute(WATCHED, {"watchlist": topic.watchlist}).fetchall()
        paths = {drug_path(*row) for row in watched} | set(map(event_path, topic.titles))
        asked = tuple(drugs) or tuple(sorted({drug for drug, _ in watched}))
        return cls(connection, topic, asked, frozenset(paths))

    def ask(self, name: str, **values: str) -> Answer:
        """The answer to sql/<name>.sql; one over $drugs is asked once for all and then read drug by drug."""
        sql = query(name)
        values["watchlist"] = self.topic.watchlist
        if "$drugs" not in sql:
            return ask(self.connection, name, sql, **values)
        asked = {key: value for key, value in values.items() if key not in ("drug", "drug_kind")}
        question = f"{name} {sorted(bound(sql, {**asked, 'drugs': ''}).items())}"
        if question not in self._by_drug:
            self._by_drug[question] = ask_by_drug(self.connection, name, sql, drugs=self.drugs, **asked)
        return self._by_drug[question].of(values["drug"], values["drug_kind"])

    def sections(self, page: str, **values: str) -> tuple[Section, ...]:
        """The sections of a page about one drug or event, or about all."""
        kind = values.get("drug_kind")
        return tuple(
            self._section(one, values)
            for one in declared_sections()[page]
            if (kind == "ingredient" or not one.only_ingredient)
            and (kind == "class" or not one.only_class)
            and (self.topic.has_evidence or not one.needs_evidence)
        )

    def _section(self, declared: QuerySection, about: Mapping[str, str]) -> Section:
        """Ask the section's query and write its table, or that there is no row."""
        analysis = self.topic.first_analysis if declared.is_primary else self.topic.comparison
        values = {**about, "analysis": analysis, "first_analysis": self.topic.first_analysis}
        answer = self.ask(declared.query, **values)
        words = {**vars(self.topic), **values, "publisher": source_description().publisher}
        words["analysis_words"] = self.topic.comparison_words
        if "event" in values:
            words["event_title"] = self.topic.title_of(values["event"])
            words["event_heading"] = self.topic.heading_of(values["event"])
        sentences = list(declared.paragraphs)
        if declared.no_case and not any(row.a for row in answer.rows):
            sentences.append(declared.no_case)
        if not answer.rows:
            sentences.append(declared.none)
        title, paragraphs = declared.title.format(**words), tuple(text.format(**words) for text in sentences)
        commands = (answer.query.command,)
        if not answer.rows:
            return Section(title, paragraphs, commands=commands)
        links = LINKS | {"drug": self._drug_link, "event": self._event_link}
        hidden = (*declared.drawn, *(() if self.topic.has_evidence else OF_EVIDENCE))
        names = [name for name in answer.names if name not in hidden]
        shown = table(declared.caption.format(**words), names, answer.rows, links)
        figure = FIGURES[declared.figure](answer.rows, values) if declared.figure else None
        return Section(
            title, paragraphs, shown, figure, commands=commands, choice=declared.choice, is_open=declared.is_open
        )

    def _drug_link(self, row: Row) -> str | None:
        return self._existing(drug_path(row.drug, getattr(row, "drug_kind", "ingredient")))

    def _event_link(self, row: Row) -> str | None:
        return self._existing(event_path(row.event))

    def _existing(self, path: str) -> str | None:
        return path if path in self.pages else None
