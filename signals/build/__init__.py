"""From lake, literature and reference data to one published DuckDB file, and reading it."""
