"""`nibwatch watch`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, WatchlistShown, complete_drug, published_in
from signals.errors import RequestError


def watch(
    ingredient: Annotated[
        str | None, typer.Argument(help="One watched drug; without it, the whole table.", autocompletion=complete_drug)
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Show the cases behind the drug's counts, one by one.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show all there is on the drug, not one screen.")] = False,
    watchlist: WatchlistShown = None,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the watchlist's table; with an ingredient, what to know of it."""
    from signals.answers.watch import all_drugs, drug_cases, drug_in_short, whole_drug

    published = published_in(data_dir)
    if ingredient is None:
        if cases:
            raise RequestError("--cases shows the cases of one drug: name it, as in `nibwatch watch imatinib --cases`.")
        if everything:
            raise RequestError("--all shows all there is on one drug: name it, as in `nibwatch watch imatinib --all`.")
        answer = all_drugs(published, watchlist)
    else:
        answer_about = drug_cases if cases else whole_drug if everything else drug_in_short
        answer = answer_about(published, ingredient, watchlist)
    print(answer.json if as_json else answer.text)
