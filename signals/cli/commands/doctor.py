"""`nibwatch doctor`."""

from signals.cli.parameters import DataDir, Debug, Json, data_dir_of


def doctor(as_json: Json = False, data_dir: DataDir = None, debug: Debug = False) -> None:
    """Look at disk, memory, sources, mail, Prefect and versions, and say what is wrong and what to do."""
    home = data_dir_of(data_dir)
    from signals.answers.diagnosis import diagnosis, require_nothing_wrong
    from signals.answers.doctor import examine
    from signals.settings import settings

    findings = examine(settings(), home)
    answer = diagnosis(findings)
    print(answer.json if as_json else answer.text)
    require_nothing_wrong(findings)
