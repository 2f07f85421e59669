"""The digest's block on data problems: what is missing from the numbers, or may be wrong in them."""

from signals.digest.citations import Citations
from signals.digest.content import DigestContent
from signals.present.numbers import count, listed, name, plural, sentence

LONGEST_NOTES = 3
MOST_REJECTED = 0.001  # of the lines: where more were rejected, that is shown before the numbers
DATA_PAGE = "the data quality page says more"


def is_pressing(content: DigestContent) -> bool:
    """Whether a data problem can move the numbers, so that it is shown before them.

    Names of the watchlist that nothing knows, few rejected lines, and literature sources that failed, which move no
    count, are shown after them.
    """
    total = next(row for row in content.rows("lines and reports read") if row.quarter == "all")
    rejected = sum(row.lines for row in content.rows("rejected lines"))
    return bool(
        content.options.failures.refused
        or content.rows("notes on the files")
        or content.publication.ebgm_refusal
        or rejected > MOST_REJECTED * total.lines
    )


def pressing(citations: Citations) -> list[str]:
    """The problems that are shown before the numbers."""
    return _problems(citations) if is_pressing(citations.content) else []


def others(citations: Citations) -> list[str]:
    """The problems that are shown after the numbers."""
    return [] if is_pressing(citations.content) else _problems(citations)


def _problems(citations: Citations) -> list[str]:
    """What is missing from the numbers or may be wrong in them, in a reader's words; the data page has the details."""
    content = citations.content
    failures, notes = content.options.failures, content.rows("notes on the files")
    sentences = []
    if failures.not_taken:
        refused = listed([sentence(quarter) for quarter in failures.not_taken])
        sentences.append(f"{refused} could not be taken: no number here has its reports, unless loaded before.")
    if failures.set_aside:
        aside = [sentence(quarter) for quarter in failures.set_aside]
        sentences.append(
            f"{listed(aside)} {'was' if len(aside) == 1 else 'were'} set aside by hand;"
            f" `nibwatch ingest --restore {','.join(aside).lower()}` takes {'it' if len(aside) == 1 else 'them'} back."
        )
    if content.publication.ebgm_refusal:
        sentences.append(
            "EBGM is undefined for every pair: its prior could not be fitted, since "
            f"{sentence(content.publication.ebgm_refusal)}. {citations.cite('this publication')}"
        )
    sentences += _names_unknown(citations)
    shown = notes if len(notes) <= LONGEST_NOTES else notes[:1]
    sentences += [f"{name(row.quarter)} {name(row.table_name)}: {sentence(row.note)}." for row in shown]
    if len(notes) > len(shown):
        more = count(len(notes) - len(shown))
        sentences.append(f"{more} more notes on files {citations.cite('notes on the files')}.")
    lines = sum(row.lines for row in content.rows("rejected lines"))
    if lines:
        sentences.append(f"{plural(lines, 'rejected line')}.")
    sentences += [sentence(which) for which in failures.failed_sources]
    if notes or lines or failures.refused or failures.failed_sources:
        sentences[-1] = f"{sentences[-1].rstrip('.')}; {DATA_PAGE}."
    if not sentences:
        sentences.append("None: no quarter was refused, every line loaded, and there is no note on a file.")
    return sentences


def _names_unknown(citations: Citations) -> list[str]:
    """Names of the watchlist that count nothing since nothing knows them, and those that were read as others."""
    query = "problems of the watchlist"
    rows = citations.content.rows(query)
    unknown = [row for row in rows if row.problem.startswith("no report")]
    sentences = [f"The watchlist's {name(row.name)}: {sentence(row.problem)}." for row in rows if row not in unknown]
    if unknown:
        named = [f"{name(row.name)}{f' ({name(row.suggestion)}?)' if row.suggestion else ''}" for row in unknown]
        sentences.append(
            f"{plural(len(unknown), 'name')} of the watchlist that no report and no reference table knows:"
            f" {listed(named)} {citations.cite(query)}."
        )
    return sentences
