"""Every number of a digest is found by the query that it names."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import duckdb
import pytest

from signals.digest.message import compose
from signals.present import numbers
from tests.digest.mails import CHANGED_WEEK, NEWS_WEEK, SILENT_WEEK, Mail, queries
from tests.digest.weeks import EARLIER, Publish, Watched, Week, parsed, part


@pytest.mark.parametrize(
    "week", [Week(), CHANGED_WEEK, SILENT_WEEK, NEWS_WEEK], ids=["first", "changed", "silent", "news"]
)
def test_every_number_of_a_block_is_found_by_the_queries_it_names(publish: Publish, mail: Mail, week: Week) -> None:
    message = mail(week)
    path = publish(week)
    asked = queries(message)
    assert sorted(asked) == list(range(1, len(asked) + 1))
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {number: _written(connection.execute(sql)) for number, sql in asked.items()}
    blocks = re.split(
        r"\n\n(?=[A-Z:, ]+(?: \[\d+\])+\n)", part(message, "plain").replace("\r", "").partition("HOW TO READ")[0]
    )
    assert len(blocks) >= 5
    for block in blocks:
        cited = {int(number) for number in re.findall(r"\[(\d+)\]", block)} | ({1, 2} if block is blocks[0] else set())
        known = set().union(*(found[number] for number in cited)) | _said_in_the_queries(asked, cited)
        assert set(_numbers(block)) <= known, block


def test_the_subject_holds_the_numbers_that_its_queries_give(mail: Mail, publish: Publish) -> None:
    message = mail(CHANGED_WEEK)
    by_number = queries(message)
    with duckdb.connect(str(publish(CHANGED_WEEK)), read_only=True) as connection:
        verdicts = {verdict: drugs for verdict, _, drugs, *_ in connection.execute(by_number[3]).fetchall()}
        changes = connection.execute(by_number[5]).fetchall()
    new = [
        row for row in changes if row[0] == "new" and row[2:6] == ("ingredient", "cns_onset", "group", "no_ms_context")
    ]
    counted = f"{verdicts['disproportionate']} disproportionate ({len(new)} new, 1 other new pair) of {sum(verdicts.values())} drugs"
    assert counted in message["Subject"]


def test_the_attached_queries_run_whatever_the_names_are(publish: Publish) -> None:
    odd = 'it\'s "$HOME" `x` \\ y'
    week = Week(
        watch=[Watched("imatinib", event=odd)],
        before=[Watched("imatinib", event=odd, a=1)],
        earlier=tuple(EARLIER),
        headline=odd,
    )
    message = parsed(compose(publish(week), sender="n@example.org", recipients=[]).as_bytes())
    with duckdb.connect(str(publish(week)), read_only=True) as connection:
        for sql in queries(message).values():
            connection.execute(sql)
        verdicts = connection.execute(queries(message)[3]).fetchall()
    assert verdicts == [("disproportionate", 1, 1, None, 0)]


def _numbers(block: str) -> Iterable[str]:
    """The numbers of a block as printed, without citations, quarters, dates, names and the 95% of the headings."""
    bare = re.sub(r"\[\d+\]|\d{4}Q\d|run-\d|95%|\d{4}-\d\d-\d\d|= 0\b|\d+ of [\d,]+ [\w ]+; all:", " ", block)
    return (number.rstrip(".,") for number in re.findall(r"(?<![\w.])-?\d[\d,.]*%?", bare))


def _said_in_the_queries(asked: dict[int, str], cited: set[int]) -> set[str]:
    return {number for query in cited for number in re.findall(r"\d+\.\d+", asked[query])}


def _written(answer: duckdb.DuckDBPyConnection) -> set[str]:
    """What a query gives as the digest would print it: its values, the sums of its columns and the counts of its rows."""
    rows = answer.fetchall()
    known = {numbers.count(len(rows)), "0"}
    for column in zip(*rows, strict=True):
        known |= {text for value in column for text in _printed(value)}
        if all(isinstance(value, int) for value in column):
            known.add(numbers.count(sum(column)))
        known |= {numbers.count(number) for number in Counter(map(str, column)).values()}
    return known


def _printed(value: Any) -> set[str]:
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int):
        return {numbers.count(value)}
    if isinstance(value, str):
        return {number.rstrip(".,") for number in re.findall(r"-?\d[\d,.]*", value)}
    if not isinstance(value, float):
        return set()
    as_ratio = {numbers.two_digits(2.0**value)} if abs(value) < 30 else set()  # what is printed of an IC
    return {numbers.statistic(value), numbers.share(value)} | as_ratio
