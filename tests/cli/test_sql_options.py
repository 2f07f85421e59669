"""Options of `nibwatch sql` that would do nothing, or contradict one another, are refused before anything is read."""

import pytest

from signals.cli import answer

NOTHING = "would do nothing with"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--examples SELECT-1", f"a query {NOTHING} --examples"),
        ("--examples --example by_age_band", f"--example {NOTHING} --examples"),
        ("--examples --json", f"--json {NOTHING} --examples"),
        ("--example by_age_band --show --out x.csv --format csv", f"--format and --out {NOTHING} --show"),
        ("SELECT-1 --show", f"--show {NOTHING} a query"),
        ("--show", f"--show {NOTHING} DuckDB's shell"),
        ("--format csv", f"--format {NOTHING} DuckDB's shell"),
        ("--out x.csv", f"--out {NOTHING} DuckDB's shell"),
        ("--history", f"--history {NOTHING} DuckDB's shell"),
        ("SELECT-1 --example by_age_band", "Give a query or --example, not both"),
        ("SELECT-1 --xlsx a.xlsx --out b.xlsx", "--xlsx and --out both name the file"),
        ("SELECT-1 --json --format csv", "one format, and csv and json are asked for"),
        ("SELECT-1 --xlsx a.xlsx --json", "one format, and json and xlsx are asked for"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], options: str, said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        answer(["sql", *(word.replace("-1", " 1") for word in options.split())])
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert said in printed.err
