"""What `nibwatch` alone says can be done next."""

import shlex
from pathlib import Path

import duckdb
import pytest

from signals.cli import answer
from signals.cli.next_steps import next_steps, questions
from signals.present.command_line import as_typed, program
from signals.settings import use_data_dir
from tests.publications import Publication


def commands(text: str) -> list[list[str]]:
    """The arguments of each command of nibwatch in a text, as a shell reads them."""
    words = [shlex.split(line) for line in text.splitlines() if "nibwatch " in line and line.startswith("  ")]
    return [line[1:] for line in words if line[0].endswith("nibwatch")]


def test_every_command_that_is_offered_works_as_typed(
    small_publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    use_data_dir(small_publication.home)
    offered = commands(questions(small_publication.home))
    assert [line[0] for line in offered] == ["watch", "watch", "pair", "sql", "--help"]
    for line in offered:
        answer(line)
        assert capsys.readouterr().out.strip()


def test_a_command_that_an_answer_offers_asks_the_same_data_directory(
    small_publication: Publication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_data_dir(tmp_path / "nothing")
    home = str(small_publication.home)
    answer(["watch", "imatinib", "--data-dir", home])
    said = capsys.readouterr().out
    offered = [line.partition(": ")[2].split()[1:] for line in said.splitlines()[-2:]]
    assert offered == [["watch", "imatinib", option, "--data-dir", home] for option in ("--all", "--cases")]


def test_no_pair_is_offered_that_no_report_names(small_publication: Publication, tmp_path: Path) -> None:
    published = small_publication.copied_to(tmp_path / "few").path
    with duckdb.connect(str(published)) as connection:
        connection.execute("DELETE FROM faers.event")
    assert [line[0] for line in commands(questions(tmp_path / "few"))] == ["watch", "sql", "--help"]


def test_the_demo_is_asked_where_nothing_else_is_published(small_publication: Publication, tmp_path: Path) -> None:
    small_publication.copied_to(tmp_path / "demo")
    use_data_dir(tmp_path)
    said = next_steps()
    assert "SYNTHETIC" in said
    assert f"export NIBWATCH_DATA_DIR={tmp_path / 'demo'}\n" in said


def test_where_nothing_is_published_the_demo_and_the_run_are_offered(tmp_path: Path) -> None:
    use_data_dir(tmp_path)
    assert [line[0] for line in commands(next_steps())] == ["demo", "run", "doctor"]


def test_a_damaged_file_leaves_the_commands_that_say_so(tmp_path: Path) -> None:
    (tmp_path / "nibwatch.duckdb").write_bytes(b"no database")
    assert [line[0] for line in commands(questions(tmp_path))] == ["watch", "sql", "--help"]


def test_nibwatch_alone_shows_its_help_and_what_can_be_done_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_data_dir(tmp_path)
    answer([])
    said = capsys.readouterr().out
    assert said.startswith("Usage: ")
    assert f"Nothing is published in {tmp_path} yet" in said


def test_a_drug_without_a_caution_is_offered_before_a_stronger_one_with_a_caution(
    demo_publication: Publication,
) -> None:
    # pazopanib and transverse myelitis are reported more often above what is expected, all by one sender.
    offered = commands(questions(demo_publication.home))
    assert offered[1] == ["watch", "--watchlist", "fluoroquinolone_tendon"]
    assert offered[2] == ["watch", "imatinib"]


def test_a_command_in_an_error_asks_the_same_data_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        answer(["watch", "--data-dir", str(tmp_path)])
    said = capsys.readouterr().err
    assert f"`{program()} run --data-dir {tmp_path}`" in said


def test_a_nibwatch_of_another_installation_on_the_path_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = (tmp_path / name / "bin" / "nibwatch" for name in ("own", "other"))
    for path in (own, other):
        path.parent.mkdir(parents=True)
        path.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", str(own.with_name("python")))
    monkeypatch.setenv("PATH", str(other.parent))
    assert program() == "own/bin/nibwatch"
    monkeypatch.setenv("PATH", str(own.parent))
    assert program() == "nibwatch"


def test_an_answer_to_python_and_a_page_keep_the_plain_name() -> None:
    assert as_typed("Run `nibwatch detect`.") == "Run `nibwatch detect`."
