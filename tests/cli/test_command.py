"""The nibwatch command: one sentence and an exit code for every wrong request, and nothing heavy before it is needed."""

import logging
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from signals import cli
from signals.cli.parameters import complete_drug
from signals.present.command_line import program
from tests.publications import FEW_DRUGS, Publication

NEVER_FOR_HELP = ("prefect", "pandas", "scipy", "duckdb", "numpy", "pyarrow")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit code of the command, run in this process."""
    monkeypatch.setattr(logging.getLogger("nibwatch"), "handlers", [])
    monkeypatch.setattr(logging.getLogger("nibwatch"), "propagate", True)
    try:
        cli.answer(list(map(str, arguments)))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def modules_after(*arguments: str | Path) -> set[str]:
    """The top-level modules that a run of the command has imported at its end, in a process of its own."""
    code = (
        "import sys\nfrom signals import cli\n"
        "try:\n    cli.main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "print('MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "command",
    ["", "run", "sql", "pair", "watch", "case", "status", "demo", "digest", "detect", "evaluate", "literature review"],
)
def test_help_imports_nothing_heavy(command: str) -> None:
    assert modules_after(*command.split(), "--help").isdisjoint(NEVER_FOR_HELP)


def test_a_query_imports_neither_prefect_nor_pandas(small_publication: Publication) -> None:
    loaded = modules_after("sql", "SELECT count(*) FROM faers.cases", "--data-dir", small_publication.home)
    assert loaded.isdisjoint({"prefect", "pandas", "scipy"})


@pytest.fixture(scope="module")
def modules_of_runs(
    few_publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> tuple[set[str], set[str]]:
    """What a run without a Prefect server imports, and the next one, which finds nothing new."""
    home = few_publication.copied_to(tmp_path_factory.mktemp("runs") / "home").home
    arguments = ("run", "--source", home / "fda", "--watchlist", FEW_DRUGS, "--no-literature", "--data-dir", home)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PREFECT_API_URL", "")
        return modules_after(*arguments), modules_after(*arguments)


def test_a_run_without_a_server_never_imports_prefect(modules_of_runs: tuple[set[str], set[str]]) -> None:
    assert "prefect" not in modules_of_runs[0] | modules_of_runs[1]


def test_a_run_that_finds_nothing_new_imports_neither_pandas_nor_scipy(
    modules_of_runs: tuple[set[str], set[str]],
) -> None:
    assert modules_of_runs[1].isdisjoint({"pandas", "scipy"})


def test_the_version_is_that_of_the_installed_package(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"nibwatch {version('nibwatch')}\n"


def test_a_wrong_option_ends_in_a_sentence_before_the_hint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    assert run(monkeypatch, "run", "--bogus") == 2
    assert capsys.readouterr().err == f"nibwatch: No such option: --bogus. See `{program()} --help`.\n"


@pytest.mark.parametrize(
    "arguments", [("watch", "imatinib"), ("pair", "imatinib", "Optic neuritis"), ("status", "--offline")]
)
def test_commands_that_only_read_never_import_prefect(
    small_publication: Publication, arguments: tuple[str, ...]
) -> None:
    assert "prefect" not in modules_after(*arguments, "--data-dir", small_publication.home)


def test_wrong_requests_end_with_2_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "bad.toml").write_text("[class]\nname = 3\n")
    home = ("--data-dir", tmp_path / "home")
    wrong = {
        ("run", "--source", tmp_path / "empty", *home): "holds no FAERS quarter",
        ("run", "--source", tmp_path / "nowhere", *home): "no such folder",
        ("run", "--source", "ftp://example.org/x", *home): "--source is a folder or a URL like",
        ("ingest", "--source", tmp_path / "empty", *home): "holds no FAERS quarter",
        ("run", "--watchlist", "nope", *home): "There is no watchlist 'nope'",
        ("run", "--watchlist", "tki_demyelinaton", *home): "(did you mean tki_demyelination?)",
        ("run", "--watchlist", tmp_path / "bad.toml", *home): "bad.toml, key",
        ("run", "--quarters", "2023q9", *home): "found '2023q9'",
        ("digest", *home): "Nothing is published yet",
        ("sql", "SELECT 1", *home): "Nothing is published yet",
        ("watch", *home): "Nothing is published yet",
        ("evaluate", *home): "Nothing is published yet",
        ("case", "abc", *home): "Expected a case number",
        ("case", "--bogus", "1", *home): "No such option: --bogus",
        ("frobnicate",): "No such command",
        ("run", "--bogus"): "No such option",
    }
    for arguments, sentence in wrong.items():
        assert run(monkeypatch, *arguments) == 2, arguments
        said = capsys.readouterr().err
        assert sentence in said
        assert "Traceback" not in said
    assert not (tmp_path / "home").exists(), "a wrong request leaves nothing behind"


def test_a_digest_of_an_unknown_watchlist_is_refused_before_anything_is_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_publication: Publication
) -> None:
    monkeypatch.setattr(cli.commands.digest, "pipelines", None)  # what starts one would mail its failure
    wanted = ("digest", "--watchlist", "tki_demyelinaton", "--data-dir", small_publication.home)
    assert run(monkeypatch, *wanted) == 2
    assert "did you mean tki_demyelination" in capsys.readouterr().err


def test_a_data_directory_that_cannot_be_written_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert run(monkeypatch, "detect", "--data-dir", tmp_path / "file" / "home") == 2
    assert "cannot be written" in capsys.readouterr().err


INTERRUPTED = """
import os, signal, sys
import signals.answers.settings
from signals import cli
signals.answers.settings.settings_in_use = lambda *_: os.kill(os.getpid(), signal.SIGINT)
sys.argv = ["nibwatch", "settings"]
cli.main()
"""


def test_an_interrupted_command_says_so_and_does_not_end_well(tmp_path: Path) -> None:
    environment = {**os.environ, "NIBWATCH_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "nibwatch: Interrupted; what was published before still stands."


def test_a_misspelt_drug_or_event_ends_with_2_and_the_nearest_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_publication: Publication
) -> None:
    home = ("--data-dir", small_publication.home)
    assert run(monkeypatch, "pair", "imatinb", "Optic neuritis", *home) == 2
    assert "imatinib" in capsys.readouterr().err
    assert run(monkeypatch, "pair", "imatinib", "Optic neurits", *home) == 2
    assert "Optic neuritis" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "offered"), [("sta", ["status"]), ("watch imat", ["imatinib"]), ("pair imat", ["imatinib"])]
)
def test_the_shell_completes_commands_and_drugs(small_publication: Publication, typed: str, offered: list[str]) -> None:
    environment = {
        **os.environ,
        "_NIBWATCH_COMPLETE": "complete_bash",
        "COMP_WORDS": f"nibwatch {typed}",
        "COMP_CWORD": str(len(typed.split())),
        "NIBWATCH_DATA_DIR": str(small_publication.home),
    }
    code = "import sys; sys.argv = ['nibwatch']; from signals import cli; cli.main()"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == offered
    assert done.stderr == ""


def test_without_anything_published_the_shell_offers_no_drug(tmp_path: Path) -> None:
    from typer import Context
    from typer.main import get_command

    from signals.cli.application import app

    context = Context(get_command(app))
    context.params["data_dir"] = tmp_path
    assert complete_drug(context, "imat") == []


def test_a_brand_a_code_and_any_letter_case_lead_to_the_ingredient(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_publication: Publication
) -> None:
    assert run(monkeypatch, "pair", "Gleevec", "OPTIC NEURITIS", "--data-dir", small_publication.home) == 0
    said = capsys.readouterr().out
    assert "imatinib" in said
    assert said.startswith("SYNTHETIC")


HOLD = """
import sys
from pathlib import Path
from signals.build.lock import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_while_one_run_works_a_second_says_so_and_leaves_and_readers_are_answered(
    small_publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = small_publication.copied_to(tmp_path / "home").home
    before = sorted(path for path in home.rglob("*") if path.name != ".lock")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        for command in (("run", "--source", str(home / "fda")), ("ingest", "--source", str(home / "fda")), ("detect",)):
            assert run(monkeypatch, *command, "--data-dir", home) == 1
            said = capsys.readouterr().err
            assert f"Process {holder.pid}" in said.splitlines()[-1] and "nothing was changed" in said
            assert said.count("\n") == 2, "the line that says what is begun, and the sentence"
        assert run(monkeypatch, "sql", "SELECT count(*) FROM faers.cases", "--data-dir", home) == 0
        assert run(monkeypatch, "status", "--offline", "--data-dir", home) == 0
        holder.kill()
    assert sorted(path for path in home.rglob("*") if path.name != ".lock") == before


def test_a_quarter_refused_before_anything_is_published_is_not_missing_from_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "zips").mkdir()
    (tmp_path / "zips" / "faers_ascii_2023q1.zip").write_bytes(bytes(100))
    assert run(monkeypatch, "ingest", "--source", tmp_path / "zips", "--data-dir", tmp_path / "home") == 1
    assert "nibwatch: What is loaded is incomplete: 1 quarter was refused." in capsys.readouterr().err
