"""`nibwatch watchlist check`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, published_in


def watchlist_check(
    watchlist: Annotated[str, typer.Argument(help="A name in data/watchlists, or a path that ends in .toml.")],
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Hold a watchlist against what is published: names that nothing knows, counts, what each analysis leaves out.

    Exit code 1 where a name is in no report and in no reference table, or was read as another.
    """
    from signals.answers.watchlist_check import check_watchlist
    from signals.progress import progress_bar

    with progress_bar("checking the watchlist"):
        checked = check_watchlist(published_in(data_dir), watchlist)
    print(checked.text)
    if checked.problem_count:
        raise typer.Exit(1)
