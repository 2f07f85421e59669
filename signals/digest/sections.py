"""The digest's blocks, in the order in which a reader with two minutes needs them."""

from collections.abc import Sequence

from signals.digest import tables
from signals.digest.changes import Changes
from signals.digest.charts import forest, trend
from signals.digest.content import DISPROPORTIONATE, TOO_FEW, DigestContent, StandingPair
from signals.digest.figures import count, name, plural, quarters, sentence, share
from signals.digest.layout import NumberedQuery, Page, Section
from signals.digest.opening import answer, event, first_line, flagged, protocol, quiet_answer, since, subject
from signals.digest.plan import Plan, numbered, shows_most_reported
from signals.digest.queries import CLEAR_CHANGE, COMPARISON

LONGEST_TREND = 6


def page(content: DigestContent, *, longest: int) -> Page:
    """The whole digest as text pieces, ready for both parts of the mail; tables are cut at `longest` rows."""
    if content.is_quiet:
        return Page(subject(content), first_line(content), quiet_answer(content), is_quiet=True)
    plan = Plan({query.title: number for query, number in numbered(content)}, longest)
    sections = [
        _whats_new(content, plan),
        *_news(content, plan),
        _problems(content, plan),
        *_standing(content, plan),
        *_trend(content, plan),
        *_most_reported(content, plan),
        _agreement(content, plan),
        *_differing(content, plan),
        _data(content, plan),
        *_rejected(content, plan),
    ]
    return Page(
        subject=subject(content),
        first_line=first_line(content),
        protocol=(*protocol(content), *flagged(content, plan)),
        answer=answer(content, plan),
        sections=tuple(sections),
        caveats=_caveats(content, plan),
        queries=tuple(NumberedQuery(number, query.title, query.command) for query, number in numbered(content)),
    )


def _whats_new(content: DigestContent, plan: Plan) -> Section:
    changes = content.changes
    if changes is None:
        nothing = "From the next digest on, this block says what changed since the one sent before."
        return Section("What changed", (nothing,))
    if not changes.queries:
        return Section("What changed", ("Nothing was published since then.",))
    cited = tuple(plan.numbers[title] for title in ("the publication compared with", "why it changed", "what changed"))
    said = (_compared_with(changes),)
    if not changes.pairs:
        return Section("What changed", ("No watched pair changed its standing.", *said), query_numbers=cited)
    rows, left_out = plan.cut(changes.pairs, plan.longest, query=cited[-1], noun="changes")
    return Section("What changed", (_tally(changes), *said), tables.changed(content, rows), left_out, cited)


def _tally(changes: Changes) -> str:
    kinds = ("new", "strengthened", "weakened", "gone")
    numbers = {kind: sum(pair.change == kind for pair in changes.pairs) for kind in kinds}
    return (
        "Pairs, each analysis by itself: "
        + ", ".join(f"{count(number)} {kind}" for kind, number in numbers.items())
        + "."
    )


def _compared_with(changes: Changes) -> str:
    newest = name(max(changes.earlier.quarters, default="no quarter"))
    also = f" Since then: {'; '.join(changes.quarters)}." if changes.quarters else " The quarters are the same as then."
    return (
        f"Compared with {since(changes)} (run {name(changes.earlier.run_id)}, FAERS to {newest}).{also} New and gone:"
        " a pair came to meet the criterion, or no longer does. Strengthened and weakened: it met it then and now, and"
        f" the lower bound of its IC moved by {CLEAR_CHANGE} or more."
    )


def _news(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """Verdicts, studies, papers, trials and labels that changed since the publication compared with."""
    if content.news_query is None:
        return ()
    query = plan.numbers["what changed in the evidence"]
    if not content.news:
        none = "No verdict, coded study, paper, trial or label changed since then."
        return (Section("Evidence that changed", (none,), query_numbers=(query,)),)
    rows, left_out = plan.cut(content.news, plan.longest_aside, query=query, noun="changes")
    said = ("A new paper is found, not judged: it counts only once somebody has read and coded it.",)
    return (Section("Evidence that changed", said, tables.news(rows), left_out, (query,)),)


def _trend(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """How the strongest drugs came to stand where they do."""
    if not content.trend:
        return ()
    query = plan.numbers["over time"]
    said = (
        f"IC of the strongest drugs with {event(content)} in {COMPARISON}, over all cases first received up to the end"
        " of each quarter, as they stand today.",
    )
    table = tables.trend(content.trend, quarters=min(plan.longest, LONGEST_TREND))
    picture = trend(content) if plan.has_room_for_pictures else None
    earlier = len({point.quarter for point in content.trend}) > len(table.rows)
    left_out = f"Earlier quarters: query [{query}]." if earlier else ""
    return (Section("Over time", said, table, left_out, (query,), picture),)


def _problems(content: DigestContent, plan: Plan) -> Section:
    """Quarters and statistics refused, notes on the files, and how many lines were set aside."""
    said = [
        f"Refused, so not in these numbers unless loaded before: {sentence(reason)}"
        for reason in content.options.failures.refused
    ]
    if content.publication.ebgm_refusal:
        said.append(
            "EBGM is undefined for every pair: the fit of its prior could not be trusted, since "
            f"{sentence(content.publication.ebgm_refusal)}. Query {plan.cite('this publication')}."
        )
    said += [f"A literature source failed: {sentence(reason)}" for reason in content.options.failures.failed_sources]
    said += [
        f"Note on {name(quarter)} {name(table)}: {sentence(note)}"
        for quarter, table, note in content.notes[: plan.longest_aside]
    ]
    if len(content.notes) > plan.longest_aside:
        more = count(len(content.notes) - plan.longest_aside)
        said.append(f"{more} more notes: query {plan.cite('notes on the files')}.")
    if content.rejections:
        lines = sum(row.lines for row in content.rejections)
        said.append(f"{plural(lines, 'rejected line')}: the last table says why.")
    if not said:
        said.append("None: no quarter was refused, every line loaded, and there is no note on a file.")
    cited = (plan.numbers["rejected lines"], plan.numbers["notes on the files"])
    return Section("Data problems", tuple(said), query_numbers=cited)


def _standing(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """What stands out: for the headline event with the picture, then for other groups and single terms."""
    if not content.standing:
        return ()
    query = plan.numbers["standing signals"]
    headline = [pair for pair in content.standing if _is_headline(pair, content)]
    others = [pair for pair in content.standing if not _is_headline(pair, content)]
    sections = []
    if headline:
        rows, left_out = plan.cut(headline, plan.longest, query=query, noun="drugs and classes")
        said = (
            f"Disproportionate with {event(content)} in {COMPARISON} or in the primary analysis. The columns are"
            f" {COMPARISON}; primary stands below. a counts cases; expected is what a would be if drug and event were"
            " reported independently.",
        )
        sections.append(
            Section(
                "Standing signals",
                said,
                tables.standing_drugs(content, rows),
                left_out,
                (query,),
                forest(content) if plan.has_room_for_pictures else None,
            )
        )
    if others:
        rows, left_out = plan.cut(others, plan.longest_aside, query=query, noun="pairs")
        said = (
            f"{plural(content.pairs_with(DISPROPORTIONATE), 'pair')} of"
            f" {count(sum(row.pairs for row in content.verdicts))} stand out in {COMPARISON} over all watched drugs,"
            f" target classes, terms and groups; {count(content.pairs_with(TOO_FEW))} rest on too few reports.",
        )
        cited = (plan.numbers["verdicts counted"], query)
        title = "Standing signals, other events" if headline else "Standing signals"
        sections.append(Section(title, said, tables.standing(content, rows), left_out, cited))
    return sections


def _is_headline(pair: StandingPair, content: DigestContent) -> bool:
    shown = pair.comparison or pair.primary
    return shown is not None and (shown.event, shown.event_kind) == (content.headline_event, "group")


def _most_reported(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """Where no drug stands out for the headline event, what there is most of: an absence has numbers too."""
    if not shows_most_reported(content):
        return ()
    query = plan.numbers["most reported"]
    rows, left_out = plan.cut(content.most_reported, plan.longest_aside, query=query, noun="pairs")
    said = (
        f"No drug stands out for {name(content.headline_event)};"
        f" these pairs have the most reports, then the most expected ({COMPARISON}).",
    )
    return (Section("Most reported", said, tables.most_reported(content, rows), left_out, (query,)),)


def _agreement(content: DigestContent, plan: Plan) -> Section:
    cited = (plan.numbers["agreement counted"], plan.numbers["animals beside people"])
    if not content.agreements:
        return Section("Animals beside people", ("No drug has been compared yet.",), query_numbers=cited)
    counted = ", ".join(f"{name(agreement)} {count(pairs)}" for agreement, pairs in content.agreement_counts)
    said = f"Drugs by agreement, for {name(content.headline_event)}: {counted}."
    telling = [row for row in content.agreements if row.study_count or row.human_verdict == DISPROPORTIONATE]
    if not telling:
        none = "No compared drug has a coded animal study, and none is disproportionate."
        return Section("Animals beside people", (said, none), query_numbers=cited)
    rows, left_out = plan.cut(
        telling, plan.longest_aside, query=cited[1], noun="with a coded animal study or a disproportionate verdict"
    )
    return Section("Animals beside people", (said,), tables.agreement(content, rows), left_out, cited)


def _differing(content: DigestContent, plan: Plan) -> Sequence[Section]:
    """Where leaving out the context of multiple sclerosis changes the answer: masked or confounded."""
    if not content.differing:
        return ()
    query = plan.numbers["where the analyses differ"]
    rows, left_out = plan.cut(content.differing, plan.longest_aside, query=query, noun="remarks")
    said = ("Drugs for which the analysis without the context of multiple sclerosis and the primary one part.",)
    return (Section("Where the analyses differ", said, tables.differing(content, rows), left_out, (query,)),)


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


def _rejected(content: DigestContent, plan: Plan) -> Sequence[Section]:
    if not content.rejections:
        return ()
    query = plan.numbers["rejected lines"]
    rows, left_out = plan.cut(content.rejections, plan.longest_aside, query=query, noun="kinds of rejected line")
    return (Section("Rejected lines", (), tables.rejections(rows), left_out, (query,)),)


def _caveats(content: DigestContent, plan: Plan) -> str:
    known = [row.base_rate for row in content.agreements if row.base_rate is not None]
    protective = (
        f"About {share(max(known))} of published animal studies of MS drugs are protective whatever became of"
        f" the drug {plan.cite('animals beside people')}, so protective animals say next to nothing. "
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
