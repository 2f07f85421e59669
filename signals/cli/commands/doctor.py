"""`nibwatch doctor`."""

from signals.cli.options import DataDir, Debug, Json, data_dir_of


def doctor(as_json: Json = False, data_dir: DataDir = None, debug: Debug = False) -> None:
    """Look at disk, memory, sources, mail, Prefect and versions, and say what is wrong and what to do."""
    home = data_dir_of(data_dir)
    from signals.answers.as_json import findings_json
    from signals.answers.doctor import examine, report, require_well
    from signals.settings import settings

    findings = examine(settings(), home)
    print(findings_json(findings) if as_json else report(findings))
    require_well(findings)
