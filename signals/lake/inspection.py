"""Checks that the files of a loaded quarter are those that its marker lists, since a lake can be edited by hand."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa

from signals.errors import OutsideError
from signals.lake.lake import PARALLEL_FILES, Lake
from signals.lake.quarters import LOAD, REJECTED_LINE, LoadedQuarter, table_name

Columns = tuple[tuple[str, str], ...]


def require_as_loaded(lake: Lake, quarters: Sequence[LoadedQuarter]) -> None:
    """Check the row counts and columns of every file of these quarters, reading no row.

    Raises
    ------
    OutsideError
        A file cannot be read, has other columns than that of most quarters, or other numbers of rows than were loaded.
        The sentence names the quarters and how to set them aside.
    """
    names = [(quarter.quarter, table) for quarter in quarters for table in quarter.tables if table != LOAD]
    with ThreadPoolExecutor(PARALLEL_FILES, thread_name_prefix="lake") as pool:
        described = dict(zip(names, pool.map(lambda name: _describe(lake, *name), names), strict=True))
    usual = {table: Counter(kind for (_, of), (_, kind) in described.items() if of == table) for _, table in names}
    faults = {
        quarter: f"{table_name(table, quarter)} cannot be read or has other columns than that of the other quarters"
        for (quarter, table), (_, columns) in described.items()
        if not columns or columns != usual[table].most_common(1)[0][0]
    }
    for loaded in quarters:
        held = sum(described[loaded.quarter, table][0] for table in loaded.tables if table not in (LOAD, REJECTED_LINE))
        if held != loaded.row_count:
            fault = f"its files hold {held:,} rows, and {loaded.row_count:,} were loaded"
            faults.setdefault(loaded.quarter, fault)
    if faults:
        listed = ",".join(sorted(faults)).lower()
        raise OutsideError(
            f"The lake {lake.location} was changed since it was loaded "
            f"({'; '.join(f'{quarter}: {fault}' for quarter, fault in sorted(faults.items()))}); what was published "
            f"before still stands. `nibwatch ingest --drop {listed}` sets it aside, and `nibwatch ingest --restore "
            f"{listed}` then loads it again from its zip."
        )


def _describe(lake: Lake, quarter: str, table: str) -> tuple[int, Columns]:
    """How many rows a file has, and its columns; none where it is no Parquet file."""
    try:
        dataset = lake.dataset([table_name(table, quarter)])
        return dataset.count_rows(), tuple((field.name, str(field.type)) for field in dataset.schema)
    except (pa.ArrowException, FileNotFoundError):
        return 0, ()
