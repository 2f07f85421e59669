"""The commands that only look: at the published file, the lake, the settings and the machine. None imports Prefect."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from signals.cli import completing
from signals.cli.application import DataDir, Debug, Json, Source, app, data_dir_of
from signals.cli.doing import literature


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over the published file; - reads it from standard input.")],
    data_dir: DataDir = None,
    format: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")] = None,
    as_json: Json = False,
    history: Annotated[
        bool, typer.Option("--history", help="Add the view pair_history: signals.pair of earlier quarters.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Run one read-only query over the published file; never waits for a running build."""
    from signals.answers.query import run_query
    from signals.database import published_file

    run_query(
        published_file(data_dir_of(data_dir)),
        sys.stdin.buffer.read().decode("utf-8", "surrogateescape") if query == "-" else query,
        format="json" if as_json else format,
        out=out,
        width=shutil.get_terminal_size((120, 24)).columns,
        with_history=history,
    )


@app.command()
def pair(
    ingredient: Annotated[
        str,
        typer.Argument(
            help="A suspect ingredient, such as imatinib, or a brand of it.", autocompletion=completing.drugs
        ),
    ],
    event: Annotated[str, typer.Argument(help="A preferred term, such as 'Optic neuritis'.")],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the 2x2 table and every statistic of one pair, any pair."""
    from signals.answers.pair import pair_json, pair_text, score_pair
    from signals.database import published_file

    answer = score_pair(published_file(data_dir_of(data_dir)), ingredient, event)
    print(pair_json(answer) if as_json else pair_text(answer))


@app.command()
def watch(
    ingredient: Annotated[
        str | None,
        typer.Argument(help="One watched drug; without it, the whole table.", autocompletion=completing.drugs),
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Show the cases behind the drug's counts, one by one.")
    ] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the watchlist's table; with an ingredient, all there is on it."""
    from signals.answers.watched_cases import cases_json, cases_text
    from signals.answers.watched_drug import drug_json, drug_text
    from signals.answers.watchlist import watchlist_json, watchlist_text
    from signals.database import published_file
    from signals.errors import RequestError

    published = published_file(data_dir_of(data_dir))
    if ingredient is None and cases:
        raise RequestError("--cases shows the cases of one drug: name it, as in `nibwatch watch imatinib --cases`.")
    if ingredient is None:
        print(watchlist_json(published) if as_json else watchlist_text(published))
    elif cases:
        print(cases_json(published, ingredient) if as_json else cases_text(published, ingredient))
    else:
        print(drug_json(published, ingredient) if as_json else drug_text(published, ingredient))


@app.command(context_settings={"ignore_unknown_options": True})  # so that -4204616 is a number
def case(
    caseid: Annotated[int, typer.Argument(help="A case number; minus the ISR for an AERS report without one.")],
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show one case as reported, all versions and all tables."""
    from signals.answers.case import case_json, case_text, counting_status, read_case

    home = data_dir_of(data_dir)
    tables = read_case(home, caseid)
    status = counting_status(home, caseid)
    print(case_json(caseid, status, tables) if as_json else case_text(status, tables))


@app.command()
def status(
    data_dir: DataDir = None,
    source: Source = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the source what is newer.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Show quarters held, rows read and rejected, when published, and what is newer at the source."""
    from signals.answers.status import status_json, status_text

    text_of = status_json if as_json else status_text
    print(text_of(data_dir_of(data_dir), source=source, ask_source=not offline))


@literature.command()
def review(
    context: typer.Context,
    paper: Annotated[
        str | None, typer.Argument(help="A PMID or DOI of the queue; without it, the queue itself.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Append the paper's empty row to data/reference/preclinical_studies.csv.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many papers to show; 0 for all.")] = 20,
    as_json: Json = False,
    data_dir: DataDir = None,
    debug: Debug = False,
) -> None:
    """Show the found papers that wait for a coder, and write an empty, valid row for the coder to fill."""
    from signals.answers.review import paper_text, queue_json, queue_text, write_rows
    from signals.database import published_file
    from signals.errors import RequestError

    given = data_dir or (context.parent.params.get("data_dir") if context.parent else None)
    published = published_file(data_dir_of(given))
    if write and paper is None:
        raise RequestError("--write needs a paper: `nibwatch literature review PMID --write`.")
    if write and paper is not None:
        print(write_rows(published, paper))
    elif as_json:
        print(queue_json(published, paper, limit))
    else:
        print(queue_text(published, limit) if paper is None else paper_text(published, paper))


@app.command()
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
    from signals.answers.evaluation import evaluation_json, evaluation_text
    from signals.database import published_file
    from signals.evaluation.evaluate import evaluate as score_sets

    evaluation = score_sets(published_file(data_dir_of(data_dir)), reference_sets)
    print(evaluation_json(evaluation) if as_json else evaluation_text(evaluation))


@app.command()
def report(
    data_dir: DataDir = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write, replaced whole. [report in the data directory]")
    ] = None,
    debug: Debug = False,
) -> None:
    """Write the pages: a folder of plain HTML, to look at from disk or to put on any web server."""
    from signals.database import published_file
    from signals.pages.site import write_report
    from signals.progress import working

    home = data_dir_of(data_dir)
    with working("writing pages"):
        index = write_report(published_file(home), (out or home / "report").expanduser().absolute())
    print(f"Report: {index}")


@app.command()
def doctor(as_json: Json = False, data_dir: DataDir = None, debug: Debug = False) -> None:
    """Look at disk, memory, sources, mail, Prefect and versions, and say what is wrong and what to do."""
    home = data_dir_of(data_dir)
    from signals.answers.doctor import examine, findings_json, findings_text, require_nothing_wrong
    from signals.settings import settings

    findings = examine(settings(), home)
    print(findings_json(findings) if as_json else findings_text(findings))
    require_nothing_wrong(findings)


@app.command("settings")
def show_settings(as_json: Json = False, data_dir: DataDir = None, debug: Debug = False) -> None:
    """Show every setting, where it came from, and secrets hidden."""
    data_dir_of(data_dir)
    from signals.answers.settings import settings_json, settings_text
    from signals.settings import origins, settings, settings_file

    text_of = settings_json if as_json else settings_text
    print(text_of(settings(), origins(), settings_file()))
