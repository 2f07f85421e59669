"""signals.pair of earlier publications, one Parquet file for each, for `nibwatch sql --history`.

A publication's pairs are kept when the next one rests on other quarters, or on other files of the same quarters. The
file is written in the folder of the build and moved into place whole; it is named after the run that published it, and
meta.run says what that run rested on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from signals.build.previous import Previous
from signals.database import open_read_only, published_file, quoted
from signals.files import give_name, make_folder
from signals.published import query, run_ids

FOLDER = Path("history", "pair")
VIEW = "pair_history"
MEANING = (
    "signals.pair of earlier publications, a row an earlier run x pair; kept when the quarters changed. "
    "meta.run says what each run rested on"
)


def write_replaced_pairs(connection: duckdb.DuckDBPyConnection, build_folder: Path) -> None:
    """Write the pairs of the file published before, attached as previous, where a build rests on other zips.

    The file in ``build_folder`` is named after the earlier run. Nothing is written where there is no
    earlier file, or where both rest on the same.
    """
    previous = Previous(connection)
    if previous.newest_run is None or not connection.execute(query("pair_history/changed_file")).fetchall():
        return
    folder = build_folder / FOLDER
    folder.mkdir(parents=True)
    pairs = connection.sql(query("pair_history/replaced_pairs"), params={"run_id": previous.newest_run})
    pairs.write_parquet(str(folder / f"{previous.newest_run}.parquet"), compression="zstd")


def keep_replaced_pairs(build_folder: Path, data_dir: Path) -> None:
    """Move what a build wrote to DATA_DIR/history/pair; call before the file it comes from is replaced.

    Killed in between, the pairs are there and their publication still stands: the next run writes the same file again,
    and ``open_with_history`` leaves out the run that is published.
    """
    for written in sorted((build_folder / FOLDER).glob("*.parquet")):
        make_folder(data_dir / FOLDER)
        give_name(written, data_dir / FOLDER / written.name)


def prune_pairs(data_dir: Path, keep: int) -> None:
    """Remove all but the newest ``keep`` files; 0 keeps them all."""
    if not keep:
        return
    with open_read_only(published_file(data_dir)) as connection:
        newest_first = run_ids(connection)
    kept = {path.stem: path for path in kept_files(data_dir)}
    newest = [run_id for run_id in newest_first if run_id in kept][:keep]
    for run_id in kept.keys() - {*newest}:
        kept[run_id].unlink()


def kept_files(data_dir: Path) -> list[Path]:
    """The files of earlier publications, each named after its run."""
    return sorted((data_dir / FOLDER).glob("*.parquet"))


@contextmanager
def open_with_history(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file read-only, with the view pair_history over the kept files and no other files to read."""
    files = kept_files(published.parent)
    with open_read_only(published, also_readable=files) as connection:
        connection.execute(f"CREATE TEMP VIEW {VIEW} AS {_view(files)}")
        connection.execute(f"COMMENT ON VIEW {VIEW} IS {quoted(MEANING)}")
        yield connection


def _view(files: list[Path]) -> str:
    if not files:
        nothing_yet = "CAST(NULL AS VARCHAR) AS run_id, CAST(NULL AS TIMESTAMP) AS published_at"
        return f"SELECT {nothing_yet}, CAST(NULL AS VARCHAR) AS last_quarter, * FROM signals.pair LIMIT 0"
    listed = ", ".join(quoted(path) for path in files)
    return (
        f"FROM read_parquet([{listed}], union_by_name = true) "
        "WHERE run_id != (SELECT run_id FROM meta.run ORDER BY rowid LIMIT 1)"
    )
