"""Commands that a user can type next."""

from pathlib import Path
from shlex import quote

from signals.errors import NibwatchError
from signals.present.command_line import program

STRONGEST = """
SELECT watch.drug, watch.event
FROM signals.watch
INNER JOIN signals.watch_analysis AS judged_in USING (watchlist, analysis)
INNER JOIN signals.watch_topic AS topic USING (watchlist)
WHERE drug_kind = 'ingredient' AND event_kind = 'term' AND judged_in.is_comparison
    AND drug IN (SELECT ingredient FROM faers.ingredient) AND watch.event IN (SELECT event_pt FROM faers.event)
ORDER BY topic.rowid, human_verdict = 'disproportionate' DESC
    , (watch.drug, watch.event, watch.analysis) IN (SELECT (drug, event, analysis) FROM signals.watch_caution)
    , ic_lower DESC NULLS LAST, drug, watch.event
LIMIT 1
"""
OTHER_TOPICS = "SELECT watchlist FROM signals.watch_topic ORDER BY rowid OFFSET 1"


def next_steps() -> str:
    """What to do next: query what is published, else query the demo if it was run, else run it."""
    from signals.settings import use_data_dir

    home = use_data_dir(None)
    if (home / "nibwatch.duckdb").is_file():
        return f"What is published in {home} answers:\n{questions(home)}"
    if (home / "demo" / "nibwatch.duckdb").is_file():
        demo = home / "demo"
        return f"The SYNTHETIC demo was played. Have the commands of this shell ask it:\n{shell_lines(demo)}"
    return f"""Nothing is published in {home} yet:
  {program()} demo                 everything on a small SYNTHETIC world, without network
  {program()} run                  the surveillance itself
  {program()} doctor               what a run needs, and whether it is there"""


def shell_lines(home: Path) -> str:
    """The line that sets a shell's data directory, and queries that work afterwards."""
    return f"  export NIBWATCH_DATA_DIR={quote(str(home))}\n{questions(home)}"


def questions(home: Path) -> str:
    """Commands that query the published file of a data directory, with a drug and an event that it holds."""
    lines = [f"  {program()} watch"]
    published = home / "nibwatch.duckdb"
    lines += [f"  {program()} watch --watchlist {quote(watchlist)}" for (watchlist,) in _rows(published, OTHER_TOPICS)]
    for drug, event in _rows(published, STRONGEST):
        lines += [f"  {program()} watch {quote(drug)}", f"  {program()} pair {quote(drug)} {quote(event)}"]
    lines += [f"  {program()} sql --example all_inhibitors_by_signal", f"  {program()} --help"]
    return "\n".join(lines)


def _rows(published: Path, query: str) -> list[tuple[str, ...]]:
    from signals.database import open_read_only

    try:
        with open_read_only(published) as connection:
            return connection.execute(query).fetchall()
    except NibwatchError:  # damaged, or of another version: the commands themselves say it
        return []
