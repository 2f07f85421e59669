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
    from signals.answers.pair import pair_text, score_pair
    from signals.present.strict_json import json_text

    answer = score_pair(published_in(data_dir), ingredient, event)
    print(json_text(answer, indent=1) if as_json else pair_text(answer))
