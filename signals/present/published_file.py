"""The published file as pages and terminal ask it: each block is the answer to a query, which anyone can run again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from signals.present.block import Section
from signals.present.block_declaration import Block, blocks_of
from signals.present.paths import drug_path, event_path
from signals.present.query import Answer, AnswerByDrug, Row, ask, ask_by_drug
from signals.present.topic import Topic, read_topic
from signals.published import bound, query

WATCHED = "SELECT DISTINCT drug, drug_kind FROM signals.watch WHERE watchlist = $watchlist ORDER BY drug_kind, drug"
OF_EVIDENCE = ("animal_verdict", "agreement")
"""Columns that stand only where evidence stands beside the reports."""


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

    def sections(self, document: str, **values: str) -> tuple[Section, ...]:
        """The blocks of a document about one drug or event, or about all."""
        sections = (
            self._section(block, values)
            for block in blocks_of(document)
            if block.only in ("", values.get("drug_kind")) and (self.topic.has_evidence or not block.needs_evidence)
        )
        return tuple(section for section in sections if section)

    def _section(self, block: Block, about: Mapping[str, str]) -> Section | None:
        topic = self.topic
        analysis = topic.first_analysis if block.is_primary else topic.comparison
        values = {"event": topic.event, **about, "analysis": analysis, "first_analysis": topic.first_analysis}
        words = {**topic.words, **values, "analysis_words": topic.comparison_words}
        words |= {"event_title": topic.title_of(values["event"]), "event_heading": topic.heading_of(values["event"])}
        links = {"drug": self._drug_link, "event": self._event_link}
        hidden = () if topic.has_evidence else OF_EVIDENCE
        return block.section(self.ask(block.query, **values), words, links, hidden)

    def _drug_link(self, row: Row) -> str | None:
        return self._existing(drug_path(row.drug, getattr(row, "drug_kind", "ingredient")))

    def _event_link(self, row: Row) -> str | None:
        return None if getattr(row, "event_kind", None) == "term" else self._existing(event_path(row.event or ""))

    def _existing(self, path: str) -> str | None:
        return path if path in self.pages else None
