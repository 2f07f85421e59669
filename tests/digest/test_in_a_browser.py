"""The digest as Chromium lays it out: nothing sticks out, at the width of a phone and of a desktop, light and dark."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from signals.digest.message import compose
from tests.digest.test_message import NEWS_WEEK
from tests.digest.weeks import Publish, part


@pytest.fixture
def page_file(publish: Publish, tmp_path: Path) -> Path:
    """The HTML part with its pictures in place, as a mail client shows it."""
    message = compose(publish(NEWS_WEEK), sender="n@example.org", recipients=[])
    markup = part(message, "html")
    for piece in message.walk():
        if piece.get_content_type() == "image/png":
            picture = base64.b64encode(piece.get_content()).decode()
            markup = markup.replace(f"cid:{piece['Content-ID'].strip('<>')}", f"data:image/png;base64,{picture}")
    path = tmp_path / "digest.html"
    path.write_text(markup, encoding="utf-8")
    return path


def test_nothing_sticks_out_and_text_and_ground_differ_in_light_and_dark(browser: Browser, page_file: Path) -> None:
    grounds = {}
    for width, scheme in ((360, "light"), (1000, "light"), (360, "dark")):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
        shown = page.evaluate("[...document.images].filter(image => image.offsetWidth).map(image => image.className)")
        assert shown == [scheme] * 2  # the chart of the forest and the trend, each in its own ground
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        ground, ink = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        assert ground != ink
        grounds[scheme] = ground
        page.close()
    assert grounds["light"] != grounds["dark"]
