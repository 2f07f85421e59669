"""`nibwatch pair`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, complete_drug, published_in


def pair(
    ingredient: Annotated[
        str,
        typer.Argument(help="A suspect ingredient, such as imatinib, or a brand of it.", autocompletion=complete_drug),
    ],
    event: Annotated[str, typer.Argument(help="A preferred term, such as 'Optic neuritis'.")],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the 2x2 table and every statistic of one pair, any pair."""
    from signals.progress import progress_bar

    with progress_bar("counting the pair"):
        from signals.answers.pair import pair as pair_of

        answer = pair_of(published_in(data_dir), ingredient, event)
    print(answer.json if as_json else answer.text)
