"""How rows are written in the columns of blocks."""

from signals.present.columns import queried
from signals.present.query import Row


def test_a_group_is_told_from_a_term_of_its_name_where_both_can_stand() -> None:
    rows = [Row(event="Tendon rupture", event_kind=kind) for kind in ("group", "term")]
    event = queried(["event", "event_kind"], rows, {})[0]
    assert [event.cell(row).text for row in rows] == ["Tendon rupture (group)", "Tendon rupture"]
    assert queried(["event"], rows, {})[0].cell(Row(event="Tendon rupture")).text == "Tendon rupture"


def test_a_value_below_its_row_is_left_out_where_there_is_none() -> None:
    column = queried(["sender"], [], {}, below=["sender"])[0]
    assert column.is_below
    assert [column.cell(Row(sender=value)).text for value in (None, [], "X", 3)] == ["", "", "X", "3"]
