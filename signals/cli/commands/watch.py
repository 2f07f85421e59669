"""`nibwatch watch`."""

from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, WatchlistShown, complete_drug, published_in
from signals.errors import RequestError


def watch(
    ingredient: Annotated[
        str | None, typer.Argument(help="One watched drug; without it, what stands out.", autocompletion=complete_drug)
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Show the cases behind the drug's counts, one by one.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show all there is, not one screen.")] = False,
    watchlist: WatchlistShown = None,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show on one screen what stands out; with an ingredient, what to know of it."""
    from signals.answers.watch import all_drugs, drug_cases, drug_in_short, standing_out, whole_drug

    published = published_in(data_dir)
    if ingredient is None:
        if cases:
            raise RequestError("--cases shows the cases of one drug: name it, as in `nibwatch watch imatinib --cases`.")
        answer_about_all = all_drugs if everything or as_json else standing_out
        answer = answer_about_all(published, watchlist)
    else:
        answer_about = drug_cases if cases else whole_drug if everything else drug_in_short
        answer = answer_about(published, ingredient, watchlist)
    print(answer.json if as_json else answer.text)
