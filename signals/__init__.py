"""From reports to disproportionality statistics: everything but the orchestration (see flows)."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def open(data_dir: "str | PathLike[str] | None" = None) -> "DuckDBPyConnection":
    """A read-only connection to the published file, for a notebook: its tables, macros and comments.

    Parameters
    ----------
    data_dir
        The data directory; None: NIBWATCH_DATA_DIR, else data/ of the checkout.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Close it, or use it in a ``with`` block. It keeps the file that it opened when another one is published.

    Raises
    ------
    signals.errors.RequestError
        Where nothing is published there yet.
    signals.errors.OutsideError
        Where another program has the file open for writing.

    Examples
    --------
    >>> import signals
    >>> signals.open("data/demo").sql("FROM two_by_two('imatinib', 'Optic neuritis')").df()  # doctest: +SKIP
    """
    from signals.database import connect_for_reading, published_file
    from signals.settings import use_data_dir

    home = use_data_dir(None) if data_dir is None else Path(data_dir).expanduser().absolute()
    return connect_for_reading(published_file(home))
