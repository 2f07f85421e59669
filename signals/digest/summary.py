"""The top of the digest: subject, data, changes of the protocol, and the week's answer in three sentences."""

from collections.abc import Sequence

from signals.digest.citations import Citations
from signals.digest.content import DISPROPORTIONATE, TOO_FEW, DigestContent
from signals.present.numbers import (
    count,
    data_until,
    day,
    drug_title,
    inside_a_sentence,
    line,
    listed,
    name,
    plural,
    quarters,
    sentence,
)
from signals.present.paths import drug_path
from signals.present.query import Row
from signals.present.share_held import share_held
from signals.present.verdict_words import by_caution, named_by_caution, too_few_reports

MOST_CAUTIONS_NAMED = 2


def subject(content: DigestContent) -> str:
    """The subject of the mail: week, watchlist, what stands out, how much of it is new, and how far the data reach."""
    synthetic = "SYNTHETIC " if content.publication.is_synthetic else ""
    quiet = ", nothing changed" if content.is_quiet else ""
    about = f"{synthetic}nibwatch {content.week}, {content.topic.watchlist}"
    return line(f"{about}: {_outcome(content)}{quiet}, {data_until(content.newest_quarter)}")


def _outcome(content: DigestContent) -> str:
    """How many drugs stand out and how many of them do not hold as they are; that there is too little to tell."""
    watched = plural(content.drug_count, "drug")
    if content.drugs_with(TOO_FEW) == content.drug_count:
        return f"too few reports to tell for {count(content.drug_count)} of {watched}"
    _, warned, hollow = by_caution(_headline_drugs(content))
    kinds = ((warned, "with a caution"), (hollow, "by a hollow count"))
    counted = [f"{count(len(drugs))} {words}" for drugs, words in kinds if drugs]
    if content.changes is not None and not content.is_quiet:
        counted.insert(0, f"{count(content.drugs_changed('new'))} new")
        counted[1:1] = [plural(others, "other new pair")] if (others := _others_new(content)) else []
    details = f" ({', '.join(counted)})" if counted else ""
    return f"{count(content.drugs_with(DISPROPORTIONATE))} disproportionate{details} of {watched}"


def _others_new(content: DigestContent) -> int:
    """How many new pairs are of a class or another event, which are none of the counted drugs."""
    return sum(not pair.is_headline_drug for pair in content.changed("new"))


def first_line(content: DigestContent) -> str:
    """What the digest rests on; SYNTHETIC data say so first."""
    synthetic = "SYNTHETIC data, nothing here is about people. " if content.publication.is_synthetic else ""
    return (
        f"{synthetic}{data_until(content.newest_quarter)};"
        f" {plural(content.publication.quarter_count, 'quarter')},"
        f" {plural(content.rows('cases')[0].counted_cases, 'counted case')};"
        f" published {day(content.publication.published_at)}{share_held(content.rows('lines and reports read'))}"
    )


def protocol(content: DigestContent) -> tuple[str, ...]:
    """Changes of the watchlist or the code, stated before any number that they may have changed."""
    if content.changes is None or not content.changes.protocol:
        return ()
    changed = "; ".join(sentence(text) for text in content.changes.protocol)
    return (f"Protocol: since {content.changes.since}, {changed}. Numbers can differ for that reason alone.",)


def flagged(citations: Citations) -> tuple[str, ...]:
    """A warning before any number, where a quarter loaded but its rows look broken."""
    held = [row.quarter for row in citations.content.rows("flagged quarters")]
    if not held:
        return ()
    return (
        f"Warning: {plural(len(held), 'loaded quarter')} flagged ({quarters(held)}), where rows"
        f" look broken or missing; Data problems says how. {citations.cite('flagged quarters')}",
    )


def answer(citations: Citations) -> tuple[str, ...]:
    """What stands out this week, what changed, and what to do next."""
    return _standing_out(citations), _changed(citations), _next(citations.content)


def quiet_answer(content: DigestContent) -> tuple[str, str]:
    """The two lines of a week without a change: that nothing changed, and what shows the numbers."""
    assert content.changes is not None
    failures = content.options.failures
    refused, aside = (", ".join(map(sentence, quarters)) for quarters in (failures.not_taken, failures.set_aside))
    failing = "; ".join(sentence(which).rstrip(".") for which in failures.failed_sources)
    return (
        f"Nothing changed since {content.changes.since}: {_verdict(content)}"
        + (f"; still refused: {refused}" if refused else "")
        + (f"; still set aside by hand: {aside}" if aside else "")
        + (f"; {failing}" if failing else "")
        + ".",
        f"Nothing to do. The pages{f' at {url}' if (url := content.options.report_url) else ''} show each drug, so does"
        f" `nibwatch watch{content.topic.option}`; the queries of these numbers are attached.",
    )


def _verdict(content: DigestContent) -> str:
    """Which of the watched drugs stand out, and how many cannot be judged."""
    drugs, few = content.drugs_with(DISPROPORTIONATE), content.drugs_with(TOO_FEW)
    unreported = content.drugs_without_report
    if few == content.drug_count:
        return (
            f"{count(few)} of {plural(few, 'watched drug')} {too_few_reports(few, unreported)}:"
            f" nothing can be said of {content.topic.event_title} {content.topic.scope}"
        )
    return (
        f"{count(drugs) if drugs else 'None'} of {plural(content.drug_count, 'watched drug')} {_are(drugs or 1)}"
        f" reported disproportionately with {content.topic.event_title} {content.topic.scope}{_named(content)}"
        f"{content.after_looks}; {count(few)} {too_few_reports(few, unreported)}"
    )


def _standing_out(citations: Citations) -> str:
    return f"{_verdict(citations.content)}. {citations.cite('verdicts counted')} {citations.cite('standing signals')}"


def _headline_drugs(content: DigestContent) -> list[Row]:
    """The drugs that stand out."""
    return [pair for pair in content.standing if pair.is_headline_drug]


def _named(content: DigestContent) -> str:
    """The drugs that stand out by their cautions, and those of hollow counts where there are few."""
    drugs = _headline_drugs(content)
    is_short = sum(pair.is_hollow for pair in drugs) <= MOST_CAUTIONS_NAMED
    return named_by_caution(
        drugs, lambda pair: f"{name(pair.drug)}{f' ({pair.caution})' if pair.is_hollow and is_short else ''}"
    )


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
        return f"The publication is the one that {changes.since} was about, so no number changed."
    counts = {
        "new": content.drugs_changed("new"),
        "grew": content.drugs_changed("strengthened", "more cases"),
        "fell": content.drugs_changed("gone", "weakened"),
    }
    cited = citations.cite("what changed")
    others = _others_new(content)
    besides = f"; {plural(others, 'other pair')} {_are(others)} new" if others else ""
    if not any(counts.values()):
        return f"Since {changes.since}, no drug is new, grew or fell for {content.topic.event_title}{besides}. {cited}"
    moved = ", ".join(f"{count(number)} {kind}" for kind, number in counts.items() if number)
    return f"Since {changes.since}, of these drugs: {moved}{besides}. {cited}"


def _next(content: DigestContent) -> str:
    """What to do now: whose cases to read first, of what the digest lists; hollow counts are listed apart.

    What is new comes before what grew, and a drug with the headline event before other pairs. Where no digest was sent
    before, all that stands out is still to be read.
    """
    holding, warned, _ = by_caution(_headline_drugs(content))
    is_first = content.changes is None or content.changes.sent_at is None
    changed = (content.changed("new"), content.changed("strengthened", "more cases"))
    solid = [[pair for pair in pairs if not pair.is_hollow] for pairs in changed]
    drugs = [[pair for pair in pairs if pair.is_headline_drug] for pairs in solid]
    others = [pair for pairs in solid for pair in pairs if not pair.is_headline_drug]
    standing = [pair for pair in content.standing if not pair.is_hollow] if is_first else []
    first = next(filter(None, (*drugs, [*holding, *warned] if is_first else [], others, standing)), [])
    if not first:
        kinds = {pair.is_hollow for pair in content.standing}
        stands = "what stands out is as it was" if False in kinds else "only hollow counts stand out"
        return f"Next: no new cases to read; {stands if kinds else 'nothing stands out'}."
    return _reading(content, first)


def _reading(content: DigestContent, pairs: Sequence[Row]) -> str:
    """What to read of these pairs, and where: of all where they are drugs with the headline event."""
    pair = pairs[0]
    command = f"`nibwatch watch '{name(pair.drug)}' --cases{content.topic.option}`"
    base = (content.options.report_url or "").rstrip("/")
    address = f"{base}/{drug_path(pair.drug, pair.drug_kind)}" if base else ""
    if pair.is_headline_drug:
        read = listed(list(dict.fromkeys(name(each.drug) for each in pairs)))
        return (
            f"Next: read the cases of {read}, and ask of each what else could explain it. The page of each drug"
            f"{f', as {address},' if address else ''} lists them under Cases; so does {command}."
        )
    stands_out = any(each.is_headline_drug for each in content.standing)
    nothing = "nothing new is to be read" if stands_out else "no drug stands out, so there is nothing to read"
    cases = plural(getattr(pair, "a_now", None) or pair.a, "case")
    page = f"; its page is {address}" if address else ""
    return (
        f"Next: {nothing} for {content.topic.event_title}; of other pairs, read the {cases} of"
        f" {drug_title(pair.drug, pair.drug_kind)} with {inside_a_sentence(name(pair.event_words))}."
        f" {command} lists them{page}."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
