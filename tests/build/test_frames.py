"""Tables of pandas on their way back into DuckDB."""

import duckdb
import pandas as pd
from signals.tables.frames import typed


def test_a_text_column_is_text_also_where_nothing_in_it_tells() -> None:
    rows = pd.DataFrame({"event": pd.Series([], dtype=object), "rank": pd.Series([], dtype="int64")})
    notes = pd.DataFrame({"event": ["Optic neuritis"], "reason": [None]})
    with duckdb.connect() as connection:
        for frame in (typed(rows), typed(notes)):
            connection.register("frame", frame)
            kinds = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE frame)").fetchall())
            assert {kind for name, kind in kinds.items() if name != "rank"} == {"VARCHAR"}
