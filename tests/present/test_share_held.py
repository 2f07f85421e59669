"""How much of the publisher's reports the files hold."""

from signals.present.query import Row
from signals.present.share_held import share_held


def read(quarter: str, known: int | None, held: int) -> Row:
    return Row(quarter=quarter, reports_known=known, reports_of_known=held)


def test_the_share_of_an_extract_is_said_and_that_of_whole_quarters_is_not() -> None:
    assert share_held([read("all", 1000, 36), read("2023Q1", 1000, 36)]).startswith(
        "; these files hold 3.6% of the reports that "
    )
    assert share_held([read("all", 1000, 999), read("2023Q1", 1000, 999)]) == ""
    assert share_held([read("all", None, 0), read("2023Q1", None, 0)]) == ""
