"""The digest's sentences and blocks, in the order in which a reader with two minutes needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from signals.digest import tables
from signals.digest.changes import Changes
from signals.digest.content import DISPROPORTIONATE, TOO_FEW, DigestContent
from signals.digest.figures import count, day, line, name, plural, quarters, sentence, share
from signals.digest.layout import NumberedQuery, Page, Section
from signals.digest.queries import CLEAR_CHANGE, COMPARISON, NamedQuery

Row = TypeVar("Row")

GROUP_MEANING = {  # DESIGN.md, Event groups of the watchlist
    "cns_onset": "new central demyelination",
    "ms_course": "the course of known multiple sclerosis",
    "peripheral_demyelination": "peripheral demyelination",
}


@dataclass(frozen=True)
class Plan:
    """The number under which each query is cited, and how many rows a table shows."""

    numbers: Mapping[str, int]
    longest: int

    @property
    def longest_aside(self) -> int:
        """Rows of a table that is beside the point: 10, or what all tables are cut at."""
        return min(self.longest, 10)

    def cut(self, rows: Sequence[Row], longest: int, *, query: int, noun: str) -> tuple[Sequence[Row], str]:
        """The first rows, and a sentence on how many more there are and which query lists them."""
        if len(rows) <= longest:
            return rows, ""
        shown = f"Shown are {longest} of {count(len(rows))} {noun}"
        return rows[:longest], f"{shown}; query [{query}] lists the other {count(len(rows) - longest)}."


def page(content: DigestContent, *, longest: int) -> Page:
    """The whole digest as text pieces, ready for both parts of the mail; tables are cut at `longest` rows."""
    plan = Plan({query.title: number for query, number in _numbered(content)}, longest)
    sections = [
        _whats_new(content, plan),
        *_standing(content, plan),
        *_most_reported(content, plan),
        _agreement(content, plan),
        *_differing(content, plan),
        _data(content, plan),
        _problems(content, plan),
    ]
    return Page(
        subject=_subject(content),
        first_line=_first_line(content),
        answer=_answer(content, plan),
        sections=tuple(sections),
        caveats=_caveats(content, plan),
        queries=tuple(
            NumberedQuery(number, query.title, query.command) for query, number in _numbered(content)
        ),
    )


def _numbered(content: DigestContent) -> list[tuple[NamedQuery, int]]:
    asked = content.queries
    listed = [asked.publication, asked.cases, asked.verdicts]
    listed += content.changes.queries if content.changes else ()
    listed += [asked.standing, *([asked.most_reported] if _shows_most_reported(content) else [])]
    listed += [asked.agreement, asked.agreement_counts]
    listed += [asked.differing, asked.lines, asked.rejected, asked.notes, asked.flagged]
    return [(query, number) for number, query in enumerate(listed, start=1)]


def _subject(content: DigestContent) -> str:
    new = "" if content.new_drug_count is None else f" ({count(content.new_drug_count)} new)"
    synthetic = "SYNTHETIC " if content.publication.is_synthetic else ""
    found = count(content.drugs_with(DISPROPORTIONATE))
    return line(
        f"{synthetic}nibwatch {content.week}: {found} disproportionate{new}"
        f" of {plural(content.drug_count, 'drug')}, FAERS to {name(content.newest_quarter)}"
    )


def _first_line(content: DigestContent) -> str:
    synthetic = "SYNTHETIC data. " if content.publication.is_synthetic else ""
    return (
        f"{synthetic}FAERS to {name(content.newest_quarter)};"
        f" {plural(content.publication.quarter_count, 'quarter')},"
        f" {plural(content.cases.counted_cases, 'counted case')};"
        f" published {day(content.publication.published_at)}"
    )


def _answer(content: DigestContent, plan: Plan) -> tuple[str, ...]:
    group = name(content.headline_event)
    meaning = GROUP_MEANING.get(content.headline_event)
    event = f"{meaning} ({group})" if meaning else group
    found = content.drugs_with(DISPROPORTIONATE)
    few = content.drugs_with(TOO_FEW)
    first = (
        f"{count(found)} of {plural(content.drug_count, 'watched drug')} {'is' if found == 1 else 'are'}"
        f" reported disproportionately with {event} once reports in the context of multiple sclerosis are"
        f" left out (analysis {COMPARISON}){_newly(content, plan)}; {plural(few, 'drug')}"
        f" {'has' if few == 1 else 'have'} too few reports to tell. [{plan.numbers['verdicts counted']}]"
    )
    second = (
        f"Over all watched drugs, target classes, terms and groups,"
        f" {plural(content.pairs_with(DISPROPORTIONATE), 'pair')} of"
        f" {count(sum(row.pairs for row in content.verdicts))} stand out so;"
        f" {count(content.pairs_with(TOO_FEW))} rest on too few reports. [{plan.numbers['verdicts counted']}]"
    )
    opening = []
    if content.publication.is_synthetic:
        opening.append("Nothing here is about people: every report was made up for a demonstration.")
    if not content.standing:
        opening.append("No watched pair is disproportionate, in this analysis or in the primary one.")
    return (*opening, *_flagged(content, plan), first, second)


def _flagged(content: DigestContent, plan: Plan) -> Sequence[str]:
    """A warning before any number, where a quarter loaded but its rows look broken."""
    if not content.flagged:
        return ()
    return (
        f"Warning: {plural(len(content.flagged), 'loaded quarter')} flagged ({quarters(content.flagged)}), where rows"
        f" look broken or missing; Data problems says how. [{plan.numbers['flagged quarters']}]",
    )


def _newly(content: DigestContent, plan: Plan) -> str:
    if content.changes is None:
        return ""
    gone = len(content.changes.of_drugs_with(content.headline_event, change="no longer"))
    return (
        f", {count(content.new_drug_count)} of them newly since {day(content.changes.earlier.published_at)}"
        f" and {count(gone)} no longer [{plan.numbers['what changed']}]"
    )


def _whats_new(content: DigestContent, plan: Plan) -> Section:
    changes = content.changes
    if changes is None:
        nothing = (
            "This is the first publication of this watchlist: there is nothing to compare it with."
            " From the next one on, this block says what changed."
        )
        return Section("What is new", (nothing,))
    cited = (plan.numbers["the publication compared with"], plan.numbers["what changed"])
    said = (_compared_with(changes),)
    if not changes.pairs:
        return Section("What is new", ("No watched pair changed its standing.", *said), query_numbers=cited)
    rows, left_out = plan.cut(changes.pairs, plan.longest, query=cited[1], noun="changes")
    return Section("What is new", (_tally(changes), *said), tables.changed(rows), left_out, cited)


def _tally(changes: Changes) -> str:
    kinds = {
        "new": "newly disproportionate",
        "no longer": "no longer so",
        "strengthened": "strengthened",
        "weakened": "weakened",
    }
    numbers = {kind: sum(pair.change == kind for pair in changes.pairs) for kind in kinds}
    return (
        "Pairs, each analysis by itself: "
        + ", ".join(f"{count(numbers[kind])} {words}" for kind, words in kinds.items())
        + "."
    )


def _compared_with(changes: Changes) -> str:
    differences = "; ".join(sentence(text) for text in changes.differences)
    also = (
        f" Since then: {differences}."
        if differences
        else " Quarters, watchlist and code are the same as then."
    )
    newest = name(max(changes.earlier.quarters, default="no quarter"))
    return (
        f"Compared with the publication of {day(changes.earlier.published_at)}"
        f" (run {name(changes.earlier.run_id)}, FAERS to {newest}).{also} A pair that was disproportionate"
        " then and now is called strengthened or weakened when the lower bound of its IC moved by"
        f" {CLEAR_CHANGE} or more."
    )


def _standing(content: DigestContent, plan: Plan) -> Sequence[Section]:
    if not content.standing:
        return ()
    query = plan.numbers["standing signals"]
    rows, left_out = plan.cut(content.standing, plan.longest, query=query, noun="pairs")
    said = (
        f"Pairs that are disproportionate in {COMPARISON} or in the primary analysis. The columns are"
        f" {COMPARISON}; primary stands beside it. a counts cases; expected is what a would be if drug and"
        " event were reported independently.",
    )
    cited = (query, plan.numbers["animals beside people"])
    return (Section("Standing signals", said, tables.standing(content, rows), left_out, cited),)


def _most_reported(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """Where no drug stands out for the headline event, what there is most of: an absence has numbers too."""
    if not _shows_most_reported(content):
        return ()
    query = plan.numbers["most reported"]
    rows, left_out = plan.cut(content.most_reported, plan.longest_aside, query=query, noun="pairs")
    said = (
        f"No drug stands out for {name(content.headline_event)};"
        f" these pairs have the most reports, then the most expected ({COMPARISON}).",
    )
    cited = (query, plan.numbers["animals beside people"])
    return (Section("Most reported", said, tables.most_reported(content, rows), left_out, cited),)


def _shows_most_reported(content: DigestContent) -> bool:
    return bool(content.most_reported) and not content.drugs_with(DISPROPORTIONATE)


def _agreement(content: DigestContent, plan: Plan) -> Section:
    cited = (plan.numbers["animals beside people"], plan.numbers["agreement counted"])
    if not content.agreements:
        return Section("Animals beside people", ("No drug has been compared yet.",), query_numbers=cited)
    counted = ", ".join(f"{name(agreement)} {count(pairs)}" for agreement, pairs in content.agreement_counts)
    said = f"Drugs by agreement, for {name(content.headline_event)}: {counted}."
    telling = [row for row in content.agreements if row.study_count or row.human_verdict == DISPROPORTIONATE]
    if not telling:
        none = "No compared drug has a coded animal study, and none is disproportionate."
        return Section("Animals beside people", (said, none), query_numbers=cited)
    rows, left_out = plan.cut(
        telling, plan.longest, query=cited[0], noun="with a coded animal study or a disproportionate verdict"
    )
    return Section("Animals beside people", (said,), tables.agreement(rows), left_out, cited)


def _differing(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """Where leaving out the context of multiple sclerosis changes the answer: masked or confounded."""
    if not content.differing:
        return ()
    query = plan.numbers["where the analyses differ"]
    rows, left_out = plan.cut(content.differing, plan.longest_aside, query=query, noun="remarks")
    said = (
        "Drugs for which the analysis without the context of multiple sclerosis and the primary one part.",
    )
    return (Section("Where the analyses differ", said, tables.differing(rows), left_out, (query,)),)


def _data(content: DigestContent, plan: Plan) -> Section:
    held = [row for row in content.lines if row.quarter != "all"]
    total = [row for row in content.lines if row.quarter == "all"]
    said = (
        f"Quarters: {quarters(content.publication.quarters)}.",
        f"{plural(content.cases.counted_cases, 'counted case')} of {plural(content.cases.cases, 'case')};"
        f" {count(content.cases.duplicates)} are marked as duplicates of another.",
        *(
            f"{plural(row.reports, 'report')} in {plural(row.lines, 'line')} of all tables;"
            f" {plural(row.rows_rejected, 'rejected line')}."
            for row in total
        ),
    )
    query = plan.numbers["lines and reports read"]
    rows, left_out = plan.cut(held, plan.longest_aside, query=query, noun="quarters")
    cited = (plan.numbers["this publication"], plan.numbers["cases"], query)
    return Section("What it rests on", said, tables.lines_read([*total, *rows]), left_out, cited)


def _problems(content: DigestContent, plan: Plan) -> Section:
    """Quarters refused, lines set aside and notes on the files."""
    said = [
        f"Refused, so not in these numbers unless loaded before: {sentence(reason)}"
        for reason in content.refused
    ]
    said += [f"A literature source failed: {sentence(reason)}" for reason in content.failed_sources]
    said += [
        f"Note on {name(quarter)} {name(table)}: {sentence(note)}"
        for quarter, table, note in content.notes[: plan.longest_aside]
    ]
    if len(content.notes) > plan.longest_aside:
        more = count(len(content.notes) - plan.longest_aside)
        said.append(f"{more} more notes: query [{plan.numbers['notes on the files']}].")
    if not said and not content.rejections:
        said.append("None: no quarter was refused, every line loaded, and there is no note on a file.")
    query = plan.numbers["rejected lines"]
    rows, left_out = plan.cut(
        content.rejections, plan.longest_aside, query=query, noun="kinds of rejected line"
    )
    table = tables.rejections(rows) if rows else None
    return Section("Data problems", tuple(said), table, left_out, (query, plan.numbers["notes on the files"]))


def _caveats(content: DigestContent, plan: Plan) -> str:
    known = [row.base_rate for row in content.agreements if row.base_rate is not None]
    protective = (
        f"About {share(max(known))} of published animal studies of MS drugs are protective whatever became of"
        f" the drug [{plan.numbers['animals beside people']}], so protective animals say next to nothing. "
        if known
        else ""
    )
    return (
        "These are spontaneous reports: nobody knows how many people took a drug or how many events went"
        " unreported. The digest shows disproportionate reporting only, never incidence, and a report does"
        " not say that the drug did it. Follow-ups rewrite cases, so a number can change without a new case;"
        " duplicates can remain. Many pairs are looked at, and some stand out by chance. Publicity and the"
        f" disease that the drug is given for shift what is reported. {protective}Few reports is an answer of"
        " its own: from so few a doubling could not have been seen, so it is neither agreement nor"
        " disagreement with anything."
    )
