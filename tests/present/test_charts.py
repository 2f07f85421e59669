"""What is drawn says its numbers, fits its frame, and looks the same in a page and in a picture."""

import io
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from signals.present.charts import forest, trend
from signals.present.query import Row
from signals.present.svg import THEMES, WIDTH, log2_axis, picture


def row(drug: str, ic: float, half: float = 1.0, **others: Any) -> Row:
    return Row(**{"drug": drug, "a": 3, "ic": ic, "ic_lower": ic - half, "ic_upper": ic + half, **others})


def test_pointing_at_a_mark_says_how_many_times_as_often_with_interval_and_cases() -> None:
    figure = forest([row("imatinib", 2.0)], label="drug", what="Drugs")
    assert figure is not None
    # 2^2, 2^1 and 2^3
    assert "<title>imatinib: 4.0 (2.0 to 8.0) times as often as expected, 3 cases</title>" in figure.svg


def test_a_row_without_an_interval_is_left_out_and_none_at_all_draws_nothing() -> None:
    unknown = row("unknown", 0.0)
    unknown.ic_lower = None
    figure = forest([row("known", 0.0), unknown], label="drug", what="Drugs")
    assert figure is not None and "unknown" not in figure.svg
    assert forest([unknown], label="drug", what="Drugs") is None


def test_one_quarter_is_no_course() -> None:
    assert trend([row("x", 1.0, quarter="2023Q1")], what="x", by="drug") is None


@given(st.lists(st.tuples(st.floats(-12, 12), st.floats(0, 12)), min_size=1, max_size=6))
def test_every_mark_lies_within_the_frame_whatever_the_numbers(found: list[tuple[float, float]]) -> None:
    rows = [row(f"drug {number}", ic, half) for number, (ic, half) in enumerate(found)]
    figure = forest(rows, label="drug", what="Drugs")
    assert figure is not None
    across = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", figure.svg)]
    assert min(across) >= 0
    assert max(across) <= WIDTH


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_an_axis_has_a_tick_at_what_was_expected_and_at_most_eight(one: float, other: float) -> None:
    axis = log2_axis([one, other], 0, 100, lowest=-3)
    assert "1" in [label for _, label in axis.ticks]
    assert 2 <= len(axis.ticks) <= 8


def test_a_picture_has_the_ground_of_its_theme_and_the_same_bytes_again() -> None:
    figure = forest([row("imatinib", 2.0)], label="drug", what="Drugs")
    assert figure is not None
    grounds = {}
    for theme in ("light", "dark"):
        made = picture(figure.svg, theme)
        assert made == picture(figure.svg, theme)
        grounds[theme] = Image.open(io.BytesIO(made)).convert("L").getpixel((0, 0))
    assert grounds["light"] > 240
    assert grounds["dark"] < 40


def test_a_hollow_count_is_marked_and_not_drawn_as_what_stands_out() -> None:
    figure = forest(
        [row("bosutinib", 3.0, is_hollow=True), row("imatinib", 2.0, is_hollow=False)], label="drug", what="Drugs"
    )
    assert figure is not None
    assert ">bosutinib (hollow count)</text>" in figure.svg
    assert re.search(r'class="s0"><title>bosutinib', figure.svg) and re.search(
        r'class="s1"><title>imatinib', figure.svg
    )
    assert figure.text.endswith("imatinib 4.0 (2.0 to 8.0); bosutinib (hollow count) 8.0 (4.0 to 16).")


def test_each_series_of_a_picture_keeps_its_own_colour_in_both_themes() -> None:
    rows = [
        row(drug, ic + step, quarter=quarter)
        for ic, drug in enumerate(("imatinib", "pazopanib", "tofacitinib", "nilotinib"))
        for step, quarter in enumerate(("2012Q2", "2013Q1"))
    ]
    figure = trend(rows, what="Drugs", by="drug")
    assert figure is not None
    for theme, (*_, series) in THEMES.items():
        colours = Image.open(io.BytesIO(picture(figure.svg, theme))).convert("RGB").getcolors()
        found = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in colours or []}
        assert set(series) <= found, theme
