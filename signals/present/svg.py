"""SVG drawn here: axes, words and marks. A page shows it without a script, and each mark says its numbers when pointed
at.

Colours are classes (`ink`, `grid`, `expected`, `s0` to `s3`, `thin` for fine lines), which the style of a page sets in
light and in dark; a mail gets a drawing as a picture of either (`picture`).
"""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from signals.present.numbers import line

WIDTH = 360
"""Width of a drawing in CSS pixels of a phone; scaled up where the page is wider."""
LETTER, ROW = 6.0, 16
"""Mean width of a letter, and the height of a row."""
LONGEST_LABEL = 29
SERIES = 4
THEMES = {
    "light": ("#ffffff", "#1a1a1a", "#c9c9c9", ("#0072b2", "#b34700", "#00694e", "#8a2d6b")),
    "dark": ("#161616", "#eeeeee", "#5a5a5a", ("#6db3f2", "#ffa45c", "#5ed1a8", "#e58cc4")),
}
"""Ground, ink, grid and series of a mail's pictures; the colour-blind tell the series apart."""
PIXELS_PER_UNIT = 2
SHARES = (1.0, 0.6, 0.3)
"""How much of a colour is mixed with the ground, in the palette of a picture: lines, their edges, and bands."""


@dataclass(frozen=True)
class Axis:
    """A scale from values to units: the ends of both, and the ticks with their labels."""

    start: float
    end: float
    from_unit: float
    to_unit: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Position of a value; one beyond an end is placed at the end."""
        share = (min(max(value, self.start), self.end) - self.start) / (self.end - self.start or 1)
        return round(self.from_unit + share * (self.to_unit - self.from_unit), 1)


def log2_axis(values: Iterable[float], from_unit: float, to_unit: float, *, lowest: float, most: int = 7) -> Axis:
    """A log2 axis of ratios, with whole powers of 2 as ticks; values below `lowest` are placed at its end."""
    spanned = [*values, 0.0]
    start, end = max(math.floor(min(spanned)), math.floor(lowest)), max(math.ceil(max(spanned)), 1)
    step = math.ceil((end - start) / most)
    powers = [power for power in range(start, end + 1) if power % step == 0]
    return Axis(start, end, from_unit, to_unit, tuple((power, f"{2.0**power:,g}") for power in powers))


def count_axis(largest: float, from_unit: float, to_unit: float) -> Axis:
    """An axis of counts from 0, with a tick at 0 and at up to four round numbers."""
    size = 10 ** math.floor(math.log10(max(largest, 1)))
    step = next(size * part for part in (0.25, 0.5, 1, 2.5) if largest / (size * part) <= 4)
    ticks = [step * number for number in range(int(largest / step) + 1)]
    return Axis(0, max(largest, 1), from_unit, to_unit, tuple((tick, f"{tick:,g}") for tick in ticks))


def days_axis(largest: float, from_unit: float, to_unit: float) -> Axis:
    """An axis of log2(1 + days), which widens the first weeks."""
    marks = [days for days in (0, 7, 30, 90, 365, 1095, 3650, 7300) if days <= largest] or [0]
    ticks = tuple((math.log2(1 + days), f"{days:,}") for days in marks)
    return Axis(0, math.log2(1 + max(largest, 1)), from_unit, to_unit, ticks)


def words(text: str, x: float, y: float, *, anchor: str = "start", kind: str = "ink") -> str:
    """A line of text."""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, kind: str, title: str = "") -> str:
    """A straight line of a class; pointing at it says its title."""
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" class="{kind}">{_title(title)}</path>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points, or the area that they enclose, as its class says."""
    return f'<path d="M{"L".join(f"{x:g} {y:g}" for x, y in points)}" class="{kind}"/>'


def bar(x1: float, x2: float, y: float, kind: str, title: str) -> str:
    """A bar from one place to another around a height."""
    return f'<path d="M{x1:g} {y - 5:g}H{x2:g}V{y + 5:g}H{x1:g}Z" class="{kind} area">{_title(title)}</path>'


def dot(x: float, y: float, series: int, title: str, size: float = 4) -> str:
    """A mark in the shape and the colour of a series: circle, diamond, square or triangle."""
    return f'<path d="{_shape(x, y, series, size)}" class="s{series} area dot">{_title(title)}</path>'


def ring(x: float, y: float, series: int, title: str, size: float = 4) -> str:
    """The outline of the same mark."""
    return f'<path d="{_shape(x, y, series, size)}" class="s{series} thin">{_title(title)}</path>'


def _shape(x: float, y: float, series: int, size: float) -> str:
    return (
        f"M{x - size:g} {y:g}a{size:g} {size:g} 0 1 0 {2 * size:g} 0a{size:g} {size:g} 0 1 0 {-2 * size:g} 0Z",
        f"M{x:g} {y - size:g}l{size:g} {size:g}l{-size:g} {size:g}l{-size:g} {-size:g}Z",
        f"M{x - size:g} {y - size:g}h{2 * size:g}v{2 * size:g}h{-2 * size:g}Z",
        f"M{x:g} {y - size:g}l{size:g} {2 * size:g}h{-2 * size:g}Z",
    )[series]


def below(axis: Axis, y: float, top: float, title: str) -> list[str]:
    """An axis across, with its grid from `top` down, its labels and its title below."""
    grid = [rule(axis.at(tick), top, axis.at(tick), y, "grid") for tick, _ in axis.ticks]
    labels = [words(label, axis.at(tick), y + 13, anchor="middle") for tick, label in axis.ticks]
    return [*grid, *labels, words(title, WIDTH - 4, y + 28, anchor="end")]


def legend(names: Sequence[str]) -> list[str]:
    """A row for each series: its mark and its name, from the top down."""
    return [
        part
        for number, name in enumerate(names)
        for part in (dot(8, 9 + ROW * number, number, ""), words(shortened(name, 52), 18, 13 + ROW * number))
    ]


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """A label that fits beside the marks."""
    text = line(text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def svg(parts: Iterable[str], height: float) -> str:
    """The drawing as an SVG that stands in a page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        f' font-size="11" font-family="Helvetica, Arial, sans-serif">{"".join(parts)}</svg>'
    )


@lru_cache(maxsize=16)
def picture(drawing: str, theme: str) -> bytes:
    """The drawing as a PNG of few colours in a theme: the same drawing gives the same bytes.

    They are kept, since a mail is composed anew with shorter tables, and the same pictures, until it is small enough.
    """
    import vl_convert
    from PIL import Image

    ground, ink, grid, series = THEMES[theme]
    style = f".ink{{fill:{ink}}} path{{fill:none;stroke-width:2}} .grid{{stroke:{grid};stroke-width:1}}"
    style += f" .expected{{stroke:{ink};stroke-width:1;stroke-dasharray:4 3}} .area{{stroke:none}} .band{{opacity:.2}}"
    style += " .thin{stroke-width:1.25}"
    for number, colour in enumerate(series):
        style += f" .s{number}{{stroke:{colour}}} .s{number}.area{{fill:{colour};stroke:none}}"
    start = drawing.index(">") + 1
    themed = (
        f'{drawing[:start]}<style>{style}</style><rect width="100%" height="100%" fill="{ground}"/>{drawing[start:]}'
    )
    full = Image.open(io.BytesIO(vl_convert.svg_to_png(themed, scale=PIXELS_PER_UNIT)))
    small = io.BytesIO()
    # a palette chosen from the pixels merges two series that both have few; with an own one each keeps its colour
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in _palette(ground, (ink, grid, *series)) for part in colour])
    full.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _palette(ground: str, colours: Iterable[str]) -> list[tuple[int, ...]]:
    """The ground, and each colour as it is and mixed with the ground."""
    below = bytes.fromhex(ground[1:])
    mixed = [
        tuple(
            round(share * over + (1 - share) * under)
            for over, under in zip(bytes.fromhex(colour[1:]), below, strict=True)
        )
        for colour in colours
        for share in SHARES
    ]
    return [tuple(below), *mixed]


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>" if text else ""
