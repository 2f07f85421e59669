"""FDA's quarterly files, from the export page to one Parquet file a table and quarter."""
