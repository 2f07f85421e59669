"""`nibwatch demo`."""

from pathlib import Path

from signals.cli.next_steps import asking
from signals.cli.outcome import print_ingested, print_published, require_complete
from signals.cli.parameters import DataDir, Debug, data_dir_of
from signals.cli.session import begin, pipelines


def demo(data_dir: DataDir = None, debug: Debug = False) -> None:
    """Do everything on a small SYNTHETIC world made on the spot and served on loopback."""
    home = begin("the whole surveillance of a SYNTHETIC world", data_dir_of(data_dir) / "demo")
    from signals.demo import DEMO_QUARTERS, DEMO_REPORTS_PER_QUARTER, make_world
    from signals.demo.exports import serve_exports
    from signals.demo.literature import serve_literature
    from signals.progress import working
    from signals.settings import use_lake

    use_lake(str(home / "lake"))
    with pipelines(home, debug) as start:
        with working("making a SYNTHETIC world"):
            make_world(home / "fda", quarters=DEMO_QUARTERS, reports_per_quarter=DEMO_REPORTS_PER_QUARTER)
        with serve_exports(home / "fda") as address, serve_literature() as literature:
            outcome = start(
                "weekly", source=address, quarters=",".join(DEMO_QUARTERS), addresses=literature, with_mail=False
            )
    print_ingested(outcome.ingested)
    print(outcome.literature)
    print_published(outcome.published, home)
    print_where_to_look(home, outcome.digest.path)
    require_complete(outcome.ingested, outcome.literature, outcome.published)


def print_where_to_look(home: Path, digest: Path) -> None:
    """Where the SYNTHETIC results lie, and commands to try that work as typed in this folder."""
    print(f"""
Everything above is SYNTHETIC: an invented world, made to show how nibwatch works.
  The pages:           {home / "report" / "index.html"}
  The weekly digest:   {home / "report" / "digest.html"}, as a mail {digest}
  The published file:  {home / "nibwatch.duckdb"}

Ask it:
{asking(home)}""")
