"""The top of the digest: subject, data, changes of the protocol, and the week's answer in two sentences."""

from collections.abc import Sequence

from signals.digest.changes import Changes
from signals.digest.citations import Citations
from signals.digest.content import DISPROPORTIONATE, TOO_FEW, DigestContent
from signals.present.numbers import count, data_until, day, inside_a_sentence, line, name, plural, quarters, sentence

LONGEST_LIST = 6


def subject(content: DigestContent) -> str:
    """The subject of the mail: week, what stands out, how much of it is new, and how far the data reach."""
    synthetic = "SYNTHETIC " if content.publication.is_synthetic else ""
    found = count(content.drugs_with(DISPROPORTIONATE))
    if content.is_quiet:
        new = ", nothing changed"
    else:
        new = "" if content.new_drug_count is None else f" ({count(content.new_drug_count)} new)"
    return line(
        f"{synthetic}nibwatch {content.week}: {found} disproportionate{'' if content.is_quiet else new}"
        f" of {plural(content.drug_count, 'drug')}{new if content.is_quiet else ''},"
        f" {data_until(content.newest_quarter)}"
    )


def first_line(content: DigestContent) -> str:
    """What the digest rests on; SYNTHETIC data say so first."""
    synthetic = "SYNTHETIC data, nothing here is about people. " if content.publication.is_synthetic else ""
    return (
        f"{synthetic}{data_until(content.newest_quarter)};"
        f" {plural(content.publication.quarter_count, 'quarter')},"
        f" {plural(content.rows('cases')[0].counted_cases, 'counted case')};"
        f" published {day(content.publication.published_at)}"
    )


def protocol(content: DigestContent) -> tuple[str, ...]:
    """Changes of the watchlist or the code, stated before any number that they may have changed."""
    if content.changes is None or not content.changes.protocol:
        return ()
    changed = "; ".join(sentence(text) for text in content.changes.protocol)
    return (f"Protocol: since {since(content.changes)}, {changed}. Numbers can differ for that reason alone.",)


def flagged(citations: Citations) -> tuple[str, ...]:
    """A warning before any number, where a quarter loaded but its rows look broken."""
    held = [row.quarter for row in citations.content.rows("flagged quarters")]
    if not held:
        return ()
    return (
        f"Warning: {plural(len(held), 'loaded quarter')} flagged ({quarters(held)}), where rows"
        f" look broken or missing; Data problems says how. {citations.cite('flagged quarters')}",
    )


def answer(citations: Citations) -> tuple[str, str]:
    """Two sentences: what stands out this week, and what changed."""
    return _standing_out(citations), _changed(citations)


def quiet_answer(content: DigestContent) -> tuple[str, str]:
    """The two lines of a week without a change: that nothing changed, and where the numbers are."""
    assert content.changes is not None
    found, few = content.drugs_with(DISPROPORTIONATE), content.drugs_with(TOO_FEW)
    failures = content.options.failures
    refused = "; ".join(sentence(reason) for reason in failures.refused)
    failing = "; ".join(sentence(reason) for reason in failures.failed_sources)
    return (
        f"Nothing changed since {since(content.changes)}: {count(found)} of"
        f" {plural(content.drug_count, 'watched drug')} {_are(found)} reported disproportionately with"
        f" {event(content)} ({content.comparison}){_named(content)}{content.after_looks}; {count(few)}"
        f" {_have(few)} too few reports to tell"
        + (f"; still refused: {refused}" if refused else "")
        + (f"; still failing: {failing}" if failing else "")
        + ".",
        f"Look closer: {content.quiet_command}",
    )


def event(content: DigestContent) -> str:
    """The headline event in words, with its name in the watchlist."""
    return f"{inside_a_sentence(name(content.topic.title))} ({name(content.headline_event)})"


def since(changes: Changes) -> str:
    """The publication that this one is compared with, as words."""
    if changes.sent_at is None:
        return f"the publication of {day(changes.earlier.published_at)} (no digest was ever sent)"
    return f"the digest of {day(changes.sent_at)}"


def _standing_out(citations: Citations) -> str:
    content = citations.content
    found, few = content.drugs_with(DISPROPORTIONATE), content.drugs_with(TOO_FEW)
    left_out = f"{name(content.topic.comparison_words)} (analysis {name(content.comparison)})"
    watched = plural(content.drug_count, "watched drug")
    return (
        f"{count(found) if found else 'None'} of {watched} {_are(found or 1)} reported disproportionately with"
        f" {event(content)} {left_out}{_named(content)}{content.after_looks};"
        f" {count(few)} {_have(few)} too few reports to tell. {citations.cite('verdicts counted')}"
    )


def _named(content: DigestContent) -> str:
    """The drugs that stand out, those by a hollow count apart."""
    drugs = [
        pair
        for pair in content.standing
        if pair.comparison is not None
        and pair.comparison.human_verdict == DISPROPORTIONATE
        and (pair.event, pair.event_kind, pair.drug_kind) == (content.headline_event, "group", "ingredient")
    ]
    holding, hollow = ([pair for pair in drugs if pair.is_hollow is told] for told in (False, True))
    named = f": {_listed([name(pair.drug) for pair in holding])}" if holding else ""
    if hollow:
        told = _listed([f"{name(pair.drug)} ({pair.caution})" for pair in hollow])
        named += f"{', and' if holding else ':'} by a hollow count {told}"
    return named


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - LONGEST_LIST
    return f"{', '.join(texts[:LONGEST_LIST])}{f' and {count(more)} more' if more > 0 else ''}"


def _changed(citations: Citations) -> str:
    content = citations.content
    changes, last = content.changes, content.options.last_sent
    if changes is None and last is None:
        return "This is the first digest of this watchlist, so there is nothing to compare it with."
    if changes is None:
        assert last is not None
        return (
            f"The digest of {day(last.sent_at)} was about run {name(last.run_id)}, which the published file's history"
            " does not hold for this watchlist, so there is nothing to compare this one with."
        )
    if changes.is_same_publication:
        return f"The publication is the one that {since(changes)} was about, so no number changed."
    kinds = ("new", "gone", "strengthened", "weakened")
    about = content.headline_event, content.comparison
    numbers = {kind: len(changes.of_drugs_with(*about, change=kind)) for kind in kinds}
    cited = citations.cite("what changed")
    if not any(numbers.values()):
        return f"Since {since(changes)}, no drug changed its standing for that. {cited}"
    return f"Since {since(changes)}: {', '.join(f'{count(n)} {kind}' for kind, n in numbers.items() if n)}. {cited}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
