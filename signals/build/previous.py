"""The file published before, whose history is carried into the next one."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import duckdb

from signals.database import quoted, refuse_if_held
from signals.errors import OutsideError


class Previous:
    """The file published before, attached as ``previous``. There may be none, or none with a newer table or column.

    Parameters
    ----------
    watchlist
        Whose rows are read; those of all watchlists where none is named.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, watchlist: str | None = None) -> None:
        self._connection = connection
        self._watchlist = watchlist

    def table(
        self, name: str, columns: Sequence[str] = (), runs: Sequence[str] | None = None
    ) -> duckdb.DuckDBPyRelation | None:
        """The rows of one of its tables: these columns (all by default), and those of these runs.

        None where there is no such file, table or column, or where the file does not hold the watchlist. Rows of
        several watchlists have the column ``watchlist``, those of one have it where its table has it by itself.
        """
        if name not in self._columns or not {*columns} <= self._columns[name]:
            return None
        if self._watchlist is not None and self.sha256 is None:
            return None
        rows = self._with_watchlist(name)
        if runs is not None:
            rows = rows.filter(duckdb.ColumnExpression("run_id").isin(*map(duckdb.ConstantExpression, runs)))
        if self._watchlist is not None:
            rows = rows.filter(duckdb.ColumnExpression("watchlist") == duckdb.ConstantExpression(self._watchlist))
        return rows.select(*columns) if columns else rows

    @property
    def runs(self) -> duckdb.DuckDBPyRelation | None:
        """Its rows of meta.run, the file's own first and each before the one it followed; None where there is none.

        Where the file has no ``sequence`` (0.1.0), the order in which each publication put itself first is counted.
        """
        if "meta.run" not in self._columns:
            return None
        counted = "row_number() OVER (ORDER BY rowid DESC) AS sequence"
        columns = "*" if "sequence" in self._columns["meta.run"] else f"*, {counted}"
        return self._connection.sql(f"SELECT {columns} FROM previous.meta.run ORDER BY sequence DESC")

    @property
    def watchlists(self) -> duckdb.DuckDBPyRelation | None:
        """The watchlists of every publication the file knows; until 0.2.0 each had one, named in meta.run."""
        if "history.watchlist" in self._columns:
            return self._connection.sql("FROM previous.history.watchlist")
        if self.runs is None:
            return None
        return self.runs.select("run_id, watchlist, CAST(NULL AS VARCHAR) AS version, watchlist_sha256 AS sha256")

    @cached_property
    def sha256(self) -> str | None:
        """The hash of the watchlist as it was in that publication; None where it was not in it."""
        if self.watchlists is None or self.newest_run is None:
            return None
        own = self.watchlists.select("watchlist", "run_id", "sha256").fetchall()
        return {name: sha256 for name, run_id, sha256 in own if run_id == self.newest_run}.get(self._watchlist)

    @cached_property
    def run_ids(self) -> list[str]:
        """Every publication the file knows, its own first."""
        return [] if self.runs is None else [str(run_id) for (run_id,) in self.runs.select("run_id").fetchall()]

    @property
    def newest_run(self) -> str | None:
        """The run_id of the publication that the file is."""
        return self.run_ids[0] if self.run_ids else None

    def _with_watchlist(self, name: str) -> duckdb.DuckDBPyRelation:
        """A table with the column ``watchlist``, which not every table had until 0.2.0, when a file was of one."""
        if "watchlist" in self._columns[name]:
            return self._connection.sql(f"FROM previous.{name}")
        run = "rows.run_id" if "run_id" in self._columns[name] else quoted(self.newest_run or "")
        return self._connection.sql(
            f"""
            SELECT run.watchlist, rows.* FROM previous.{name} AS rows
            LEFT JOIN previous.meta.run AS run ON run.run_id = {run}
            """
        )

    @cached_property
    def _columns(self) -> dict[str, set[str]]:
        rows = self._connection.execute(
            """
            SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns()
            WHERE database_name = 'previous' GROUP BY ALL
            """
        ).fetchall()
        return {table: set(columns) for table, columns in rows}


def attach_previous(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Attach the file published before, if there is one.

    Raises
    ------
    OutsideError
        It cannot be read: a build without it would silently lose its history.
    """
    if not published.is_file():
        return
    try:
        connection.execute(f"ATTACH {quoted(published)} AS previous (READ_ONLY)")
    except duckdb.Error as error:
        refuse_if_held(error, published)
        raise OutsideError(
            f"The file published before, {published}, cannot be read ({str(error).splitlines()[0]}), and publishing "
            "over it would lose its history; restore it from the previous file kept beside it, or move it away."
        ) from error
