"""`nibwatch settings`."""

from signals.cli.parameters import DataDir, Debug, Json, data_dir_of


def settings(as_json: Json = False, data_dir: DataDir = None, debug: Debug = False) -> None:
    """Show every setting, where it came from, and secrets hidden."""
    data_dir_of(data_dir)
    from signals.answers.settings import settings_in_use
    from signals.settings import origins, settings_file
    from signals.settings import settings as current

    option = {} if data_dir is None else {"data_dir": "--data-dir"}
    answer = settings_in_use(current(), {**origins(), **option}, settings_file())
    print(answer.json if as_json else answer.text)
