"""`nibwatch watchlist new`."""

from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, published_in


def watchlist_new(
    name: Annotated[str, typer.Argument(help="The name of the file to write, NAME.toml in the current folder.")],
    ingredients: Annotated[str, typer.Option("--ingredients", help="The watched drugs, separated by commas.")],
    terms_like: Annotated[str, typer.Option("--terms-like", help="Preferred terms that hold this text, as 'tendon'.")],
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Write a commented watchlist with the terms that the published reports hold, to be edited."""
    from signals.answers.watchlist_new import write_watchlist

    print(write_watchlist(published_in(data_dir), Path(f"{name}.toml"), ingredients.split(","), terms_like))
