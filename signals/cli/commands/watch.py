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
    from signals.answers.watched_cases import cases_json, cases_text
    from signals.answers.watched_drug import drug_json, drug_text, whole_drug_text
    from signals.answers.watchlist import watchlist_json, watchlist_text

    published = published_in(data_dir)
    if ingredient is None and cases:
        raise RequestError("--cases shows the cases of one drug: name it, as in `nibwatch watch imatinib --cases`.")
    if ingredient is None and everything:
        raise RequestError("--all shows all there is on one drug: name it, as in `nibwatch watch imatinib --all`.")
    if ingredient is None:
        print(watchlist_json(published, watchlist) if as_json else watchlist_text(published, watchlist))
    elif cases:
        show = cases_json if as_json else cases_text
        print(show(published, ingredient, watchlist))
    else:
        text = whole_drug_text if everything else drug_text
        show = drug_json if as_json else text
        print(show(published, ingredient, watchlist))
