"""Tables of a build that Python makes: each is one function from the rows of SELECTs to the rows of the table.

    @table("watch.omega", cells="FROM watch.interaction ORDER BY ALL")
    def score_interactions(cells: pd.DataFrame) -> pd.DataFrame: ...

The names of the SELECTs are the function's parameters. A parameter's annotation says in which form its rows come:
``pd.DataFrame``, ``pa.Table`` (keeps every SQL type), ``Columns`` (numpy arrays by name), ``Batches`` (frames of a
million rows, one after another) or ``Relation`` (rows that stay in DuckDB). Two parameters have no SELECT: ``rows``,
the rows of sql/<schema>/<table>.sql where a table has both a SELECT and a function (its columns keep the SELECT's types), and one of type ``Previous``, the
file published before. What a table reads follows from its SELECTs.

A function returns rows in any of these forms, or yields several, which are appended by the names of their columns.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
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

BATCH_ROWS = 1_000_000

Batches: TypeAlias = Iterator[pd.DataFrame]
Columns: TypeAlias = dict[str, npt.NDArray[Any]]
Relation: TypeAlias = duckdb.DuckDBPyRelation
Function = TypeVar("Function", bound=Callable[..., Any])

_registered: dict[str, "PythonTable"] = {}


@dataclass(frozen=True)
class PythonTable:
    """A function with the SELECTs that its parameters are named after."""

    name: str
    function: Callable[..., Any]
    selects: Mapping[str, str]
    parameters: Mapping[str, object]
    types: str | None

    @property
    def takes(self) -> Mapping[str, Any]:
        """The function's parameters and the form of each."""
        return {
            name: pd.DataFrame if parameter.annotation is inspect.Parameter.empty else parameter.annotation
            for name, parameter in inspect.signature(self.function).parameters.items()
        }

    def model(self, select: Model | None = None) -> Model:
        """The table as a node of the build's graph; ``select`` is the SELECT of its file, where it has one."""
        if ("rows" in self.takes) != (select is not None):
            raise ValueError(
                f"{self.name} has {'a' if select else 'no'} file under sql/, and its function {self.function.__name__} "
                f"takes {', '.join(self.takes) or 'nothing'}: a SELECT and a function make a table together where the "
                "function's parameter `rows` is the SELECT's rows"
            )
        selects = dict(self.selects) | ({"rows": str(select.sql)} if select else {})
        reads = frozenset(name for sql in selects.values() for name in tables_read(sql))
        return Model(self.name, reads, make=partial(self.make, selects=selects))

    def make(self, connection: duckdb.DuckDBPyConnection, *, selects: Mapping[str, str]) -> None:
        """Run the SELECTs, call the function and create the table."""
        given = {
            name: Previous(connection) if form is Previous else self._read(connection, selects[name], form)
            for name, form in self.takes.items()
        }
        result = self.function(**given)
        results = result if isinstance(result, Iterator) else [result]
        _create(connection, self.name, results, self.types, _types_of(connection, selects.get("rows")))

    def _read(self, connection: duckdb.DuckDBPyConnection, sql: str, form: Any) -> Any:
        bound = {name: value for name, value in self.parameters.items() if f"${name}" in sql}
        return _FORMS[form](connection, sql, bound)


def table(
    name: str, *, types: str | None = None, parameters: Mapping[str, object] | None = None, **selects: str
) -> Callable[[Function], Function]:
    """Register the decorated function as what makes the table ``name``.

    Parameters
    ----------
    name
        Schema and table.
    types
        The columns as CREATE TABLE declares them; without, they follow from the function's result.
    parameters
        Values of the SELECTs' named parameters, such as ``$least``.
    selects
        A SELECT for each parameter of the function.

    Raises
    ------
    ValueError
        Where parameters and SELECTs do not agree, a parameter's form is unknown, or another function makes the table.
    """

    def register(function: Function) -> Function:
        made = PythonTable(name, function, selects, parameters or {}, types)
        without_select = {"rows"} | {taken for taken, form in made.takes.items() if form is Previous}
        if missing := made.takes.keys() - selects.keys() - without_select:
            raise ValueError(f"{name}: {function.__name__} takes {', '.join(sorted(missing))}, which has no SELECT")
        if unused := selects.keys() - made.takes.keys():
            raise ValueError(f"{name}: {function.__name__} does not take {', '.join(sorted(unused))}")
        if unknown := [taken for taken, form in made.takes.items() if form is not Previous and form not in _FORMS]:
            raise ValueError(f"{name}: {', '.join(unknown)} must be one of {', '.join(map(str, _FORMS))}")
        if name in _registered:
            raise ValueError(f"{name} is made by {_registered[name].function.__name__} and by {function.__name__}")
        _registered[name] = made
        return function

    return register


def python_tables(package: str = "signals.tables") -> dict[str, PythonTable]:
    """The tables of every module of a package, by name."""
    folder = importlib.import_module(package)
    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{package}.{module.name}")
    return {name: made for name, made in _registered.items() if made.function.__module__.startswith(f"{package}.")}


def combined(select_models: Iterable[Model], tables: Mapping[str, PythonTable]) -> list[Model]:
    """All tables of a build; where one has a SELECT and a function, the function takes the SELECT's rows."""
    selects = {model.name: model for model in select_models}
    made = {name: python.model(selects.get(name)) for name, python in tables.items()}
    return [*(selects | made).values()]


def _types_of(connection: duckdb.DuckDBPyConnection, select: str | None) -> dict[str, str]:
    """The types of a SELECT's columns, which frames and Arrow do not all have."""
    if select is None:
        return {}
    relation = connection.sql(select)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def _create(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    results: Iterable[Any],
    types: str | None,
    types_of_rows: Mapping[str, str],
) -> None:
    is_created = types is not None
    if is_created:
        connection.execute(f"CREATE TABLE {name} ({types})")
    for result in results:
        rows = _storable(result, is_declared=types is not None)
        if types is not None and isinstance(rows, pd.DataFrame) and rows.empty:
            continue  # it may have no column
        statement = f"INSERT INTO {name} BY NAME" if is_created else f"CREATE TABLE {name} AS"
        casts = ", ".join(f'CAST("{column}" AS {type_}) AS "{column}"' for column, type_ in types_of_rows.items())
        connection.execute(f"{statement} SELECT *{f' REPLACE ({casts})' if casts else ''} FROM rows")
        is_created = True


def _storable(rows: Any, *, is_declared: bool) -> Any:
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
    if isinstance(rows, pd.DataFrame) and not is_declared:
        return rows.astype({column: "string" for column, dtype in rows.dtypes.items() if is_object_dtype(dtype)})
    return rows


def _batches(connection: duckdb.DuckDBPyConnection, sql: str, bound: dict[str, object]) -> Batches:
    # A cursor of its own: the connection writes one batch before it reads the next.
    for batch in connection.cursor().sql(sql, params=bound or None).to_arrow_reader(BATCH_ROWS):
        yield batch.to_pandas()


_FORMS: Mapping[Any, Callable[[duckdb.DuckDBPyConnection, str, dict[str, object]], Any]] = {
    pd.DataFrame: lambda connection, sql, bound: connection.execute(sql, bound).df(),
    pa.Table: lambda connection, sql, bound: connection.sql(sql, params=bound or None).to_arrow_table(),
    Columns: lambda connection, sql, bound: {
        name: np.asarray(column) for name, column in connection.execute(sql, bound).fetchnumpy().items()
    },
    Batches: _batches,
    Relation: lambda connection, sql, bound: connection.sql(sql, params=bound or None),
}
