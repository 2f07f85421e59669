"""Write all pages into one folder, whole or not at all."""

import base64
import hashlib
import shutil
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

import jinja2
from markupsafe import Markup

from signals.database import open_read_only
from signals.digest.content import read_content
from signals.errors import OutsideError, RequestError
from signals.pages.drug import drug_page
from signals.pages.event import event_page
from signals.pages.methods import methods_page
from signals.pages.overview import overview
from signals.pages.page import Page
from signals.pages.quality import quality_page
from signals.pages.query_section import PublishedFile
from signals.pages.readus import readus_page
from signals.present.numbers import data_span, day
from signals.present.paths import drug_path, event_path

MARKER = "nibwatch-report.txt"
WATCHED = "SELECT DISTINCT drug, drug_kind FROM signals.watch ORDER BY drug_kind, drug"
GROUPS = "SELECT DISTINCT event FROM signals.watch WHERE event_kind = 'group' ORDER BY event"


def write_report(published: Path, folder: Path) -> Path:
    """Write the pages of a published file into ``folder`` and return the first of them.

    The folder is replaced whole. ``RequestError`` where it holds something that is no earlier report, or where the
    published file lacks what the pages rest on; ``OutsideError`` where it cannot be written.
    """
    _require_ours(folder)
    pages, about = _pages(published)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            _write(new, pages, about)
            _swap(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise OutsideError(
            f"The report cannot be written to {folder} ({error.strerror}); free or permit it, or give another folder "
            "with --out."
        ) from error
    return folder / "index.html"


def _require_ours(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).is_file()):
        raise RequestError(
            f"{folder} holds something that is no report of nibwatch, and a report replaces its folder whole: give an "
            "empty or a new folder with --out."
        )


def _pages(published: Path) -> tuple[list[Page], dict[str, object]]:
    content = read_content(published)
    with open_read_only(published) as connection:
        watched = connection.execute(WATCHED).fetchall()
        groups = [str(row[0]) for row in connection.execute(GROUPS).fetchall()]
        paths = {drug_path(*row) for row in watched} | {event_path(event) for event in groups}
        file = PublishedFile(connection, frozenset(paths))
        pages = [
            overview(file, content),
            methods_page(),
            readus_page(file, content),
            quality_page(file),
            *(event_page(file, event) for event in groups),
            *(drug_page(file, drug, kind, content.headline_event) for drug, kind in watched),
        ]
    publication = content.publication
    about = {
        "is_synthetic": publication.is_synthetic,
        "basis": data_span(publication.quarters),
        "published": day(publication.published_at),
        "run_id": publication.run_id,
        "events": [(event, event_path(event)) for event in groups],
    }
    return pages, about


def _write(folder: Path, pages: list[Page], about: dict[str, object]) -> None:
    style, script = _asset("style.css"), _asset("tables.js")
    template = _template()
    for page in pages:
        path = folder / page.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            template.render(
                page=page,
                about=about,
                style=Markup(style),  # noqa: S704 - the project's own file
                script=Markup(script),  # noqa: S704 - the project's own file
                policy=_policy(style, script),
            ),
            encoding="utf-8",
        )
    (folder / MARKER).write_text(f"Pages written by `nibwatch report` of run {about['run_id']}.\n", encoding="utf-8")
    folder.chmod(0o755)


def _swap(new: Path, folder: Path) -> None:
    """Put the finished folder in place; the earlier one goes only when the new one stands."""
    if not folder.exists():
        new.rename(folder)
        return
    earlier = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-earlier-"))
    folder.rename(earlier / folder.name)
    try:
        new.rename(folder)
    except OSError:
        (earlier / folder.name).rename(folder)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: nothing is loaded from anywhere, and only this style and this script are obeyed."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return (files("signals.pages") / "templates" / name).read_text(encoding="utf-8")


@lru_cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("signals.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
