"""Tables of a build that Python makes: each is one function from the rows of SELECTs to the rows of the table.

    @table("watch.omega", cells="FROM watch.interaction ORDER BY ALL")
    def score_interactions(cells: pd.DataFrame) -> pd.DataFrame: ...

The names of the SELECTs are the function's parameters, and what the table reads follows from the SELECTs. A parameter's
annotation says in which form its rows are passed: ``pd.DataFrame``, ``pa.Table``, ``Columns`` (numpy arrays by name),
``Batches`` (one or more frames of at most BATCH_ROWS rows) or ``Relation`` (rows that stay in DuckDB). Two parameters
have no SELECT: ``rows``, the rows of sql/<schema>/<table>.sql where a table has both a SELECT and a function (its
columns keep the SELECT's types), and one of type ``Previous``, the file published before.

A function returns rows in any of these forms, or yields several, which are appended by the names of their columns.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import is_object_dtype

from signals.build.graph import Model, tables_read
from signals.build.previous import Previous
from signals.declaration import SQL_FOLDER

BATCH_ROWS = 1 << 18

Batches: TypeAlias = Iterator[pd.DataFrame]
Columns: TypeAlias = dict[str, npt.NDArray[Any]]
Relation: TypeAlias = duckdb.DuckDBPyRelation
Function = TypeVar("Function", bound=Callable[..., Any])

_FORMS: Mapping[Any, Callable[[Relation], Any]] = {
    pd.DataFrame: lambda rows: rows.df(),
    pa.Table: lambda rows: rows.to_arrow_table(),
    Columns: lambda rows: {name: np.asarray(column) for name, column in rows.fetchnumpy().items()},
    Batches: lambda rows: _batches(rows),
    Relation: lambda rows: rows,
}


@dataclass(frozen=True)
class PythonTable:
    """A function with the SELECTs that its parameters are named after, and the form of each parameter."""

    name: str
    function: Callable[..., Any]
    forms: Mapping[str, Any]
    selects: Mapping[str, str]
    values: Mapping[str, object]
    types: str | None

    def model(self, select: Model | None = None) -> Model:
        """The table as a node of the build's graph.

        Parameters
        ----------
        select
            The SELECT of the table's file under sql/, where it has one.

        Raises
        ------
        ValueError
            The table has a SELECT and its function no parameter ``rows``, or the other way round.
        """
        if ("rows" in self.forms) != (select is not None):
            raise ValueError(
                f"{self.name} has {'a' if select else 'no'} file under sql/, and its function {self.function.__name__} "
                f"takes {', '.join(self.forms) or 'nothing'}: a SELECT and a function make a table together where the "
                "function's parameter `rows` is the SELECT's rows"
            )
        selects = {**self.selects, "rows": str(select.sql)} if select else self.selects
        reads = frozenset(name for sql in selects.values() for name in tables_read(sql))
        slice_by = select.slice_by if select else None
        return Model(self.name, reads, slice_by=slice_by, make=partial(self.make, selects=selects))

    def make(
        self,
        connection: duckdb.DuckDBPyConnection,
        watchlist: str | None,
        query_lock: AbstractContextManager[object],
        *,
        selects: Mapping[str, str],
    ) -> None:
        """Run the SELECTs, call the function and create the table, for one watchlist or for all of them.

        ``query_lock`` is held while the SELECTs run, and while the function does where it has rows that stay in DuckDB.
        """
        with ExitStack() as held:
            held.enter_context(query_lock)
            arguments = {
                name: Previous(connection, watchlist)
                if form is Previous
                else self._read(connection, selects[name], form)
                for name, form in self.forms.items()
            }
            if not {Batches, Relation, Previous}.intersection(self.forms.values()):
                held.close()
            result = self.function(**arguments)
            columns = _typed_columns(connection, selects["rows"]) if "rows" in selects else "*"
            self._create(connection, result if isinstance(result, Iterator) else [result], columns)

    def _read(self, connection: duckdb.DuckDBPyConnection, sql: str, form: Any) -> Any:
        values = {name: value for name, value in self.values.items() if f"${name}" in sql}
        # A cursor of its own reads batches: the connection writes one batch before the next is read.
        source = connection.cursor() if form == Batches else connection
        return _FORMS[form](source.sql(sql, params=values or None))

    def _create(self, connection: duckdb.DuckDBPyConnection, results: Iterable[Any], columns: str) -> None:
        is_created = self.types is not None
        if is_created:
            connection.execute(f"CREATE TABLE {self.name} ({self.types})")
        for result in results:
            rows = _storable(result, is_typed=self.types is not None)
            if self.types is None or not isinstance(rows, pd.DataFrame) or len(rows.columns):
                statement = f"INSERT INTO {self.name} BY NAME" if is_created else f"CREATE TABLE {self.name} AS"
                connection.execute(f"{statement} SELECT {columns} FROM rows")
                is_created = True


def table(
    name: str, *, types: str | None = None, values: Mapping[str, object] | None = None, **selects: str
) -> Callable[[Function], Function]:
    """Register the decorated function as what makes the table ``name``.

    Parameters
    ----------
    types
        The columns as CREATE TABLE declares them; without, they follow from the function's result.
    values
        What the SELECTs' named parameters, such as ``$least``, stand for.
    selects
        A SELECT for each parameter of the function that has no file sql/inputs/<name>/<parameter>.sql.

    Raises
    ------
    ValueError
        Where parameters and SELECTs do not agree, a parameter's form is unknown, or another function makes the table.
    """

    selects |= {path.stem: path.read_text(encoding="utf-8") for path in (SQL_FOLDER / "inputs" / name).glob("*.sql")}

    def register(function: Function) -> Function:
        forms = {key: parameter.annotation for key, parameter in inspect.signature(function).parameters.items()}
        called = f"{name}: {function.__name__}"
        without_select = {"rows"} | {key for key, form in forms.items() if form is Previous}
        if missing := forms.keys() - selects.keys() - without_select:
            raise ValueError(f"{called} takes {', '.join(sorted(missing))}, which has no SELECT")
        if unused := selects.keys() - forms.keys():
            raise ValueError(f"{called} does not take {', '.join(sorted(unused))}")
        if unknown := [key for key, form in forms.items() if form is not Previous and form not in _FORMS]:
            raise ValueError(f"{called} takes {', '.join(unknown)}, which must be one of {', '.join(map(str, _FORMS))}")
        if name in _registered:
            raise ValueError(f"{called} makes what {_registered[name].function.__name__} makes")
        _registered[name] = PythonTable(name, function, forms, selects, values or {}, types)
        return function

    return register


_registered: dict[str, PythonTable] = {}


def python_tables(package: str) -> dict[str, PythonTable]:
    """The tables of every module of a package, by name."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{module.name}")
    return {name: made for name, made in _registered.items() if made.function.__module__.startswith(f"{package}.")}


def combine_models(select_models: Iterable[Model], tables: Mapping[str, PythonTable]) -> list[Model]:
    """All tables of a build; where one has a SELECT and a function, the function takes the SELECT's rows."""
    selects = {model.name: model for model in select_models}
    return [*(selects | {name: made.model(selects.get(name)) for name, made in tables.items()}).values()]


def _batches(rows: Relation) -> Batches:
    """The rows in frames; where there is none, one frame without a row, which has the columns."""
    reader = rows.to_arrow_reader(BATCH_ROWS)
    first = next(reader, None)
    yield (reader.schema.empty_table() if first is None else first).to_pandas()
    yield from (batch.to_pandas() for batch in reader)


def _typed_columns(connection: duckdb.DuckDBPyConnection, select: str) -> str:
    """All columns, those of the SELECT with its types, which frames and Arrow do not all have."""
    rows = connection.sql(select)
    casts = [f"CAST({name} AS {kind}) AS {name}" for name, kind in zip(rows.columns, rows.types, strict=True)]
    return f"* REPLACE ({', '.join(casts)})"


def _storable(rows: Any, *, is_typed: bool) -> Any:
    """Rows as DuckDB stores them: NaN is NULL, and text is text.

    DuckDB turns a frame's NaN into NULL, but not that of an Arrow table. It takes an object column without a row, or
    with nothing but missing values, for INTEGER: joins on it then fail in a small database, and a published column
    changes its type from week to week.
    """
    if isinstance(rows, pa.Table):
        columns = [pc.if_else(pc.is_nan(c), None, c) if pa.types.is_floating(c.type) else c for c in rows.columns]
        return pa.table(columns, names=rows.column_names)
    if isinstance(rows, Mapping):
        rows = pd.DataFrame(rows)
    if isinstance(rows, pd.DataFrame) and not is_typed:
        return rows.astype({column: "string" for column, dtype in rows.dtypes.items() if is_object_dtype(dtype)})
    return rows
