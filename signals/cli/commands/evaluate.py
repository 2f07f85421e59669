"""`nibwatch evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from signals.cli.parameters import DataDir, Debug, Json, published_in


def evaluate(
    reference_sets: Annotated[
        Path | None,
        typer.Option(
            "--reference-sets",
            help="The folder of omop.csv, eu_adr.csv, harpaz_2014.csv and harpaz_2014_events.csv, or one such file.",
        ),
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Score the published file on the reference sets OMOP, EU-ADR and Harpaz 2014, or on one of your own.

    omop.csv and eu_adr.csv: omopReferenceSet and euadrReferenceSet of OHDSI's R package MethodEvaluation (columns
    exposureName, outcomeName, groundTruth). harpaz_2014.csv and harpaz_2014_events.csv: doi.org/10.1038/sdata.2014.43.
    """
    from signals.progress import progress_bar

    with progress_bar("scoring reference sets"):
        from signals.answers.evaluation import scores
        from signals.evaluation.evaluation import evaluate as score_sets

        answer = scores(score_sets(published_in(data_dir), reference_sets))
    print(answer.json if as_json else answer.text)
