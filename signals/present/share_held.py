"""How much of what the publisher published the files hold, said wherever numbers rest on an extract of it."""

from collections.abc import Sequence

from signals.present.numbers import count, two_digits
from signals.present.query import Row
from signals.source_description import source_description

EXTRACT = 0.9
"""Of the publisher's reports: files that hold fewer are an extract, and say so."""


def share_held(rows: Sequence[Row]) -> str:
    """How small a share of the publisher's own reports the files hold; nothing where they are no extract of them.

    Parameters
    ----------
    rows
        Of sql/digest/lines_and_reports_read.sql.
    """
    total = next(row for row in rows if row.quarter == "all")
    if not total.reports_known or total.reports_of_known >= EXTRACT * total.reports_known:
        return ""
    is_known = [row.reports_known is not None for row in rows if row.quarter != "all"]
    which = "these quarters" if all(is_known) else f"{count(sum(is_known))} of these quarters"
    percent = two_digits(100 * total.reports_of_known / total.reports_known)
    return f"; these files hold {percent}% of the reports that {source_description().publisher} published for {which}"
