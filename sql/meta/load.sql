-- Load
-- Grain:  one row per file of a quarter's zip
-- Reads:  lake.load
SELECT quarter
    , table_name
    , member
    , sha256
    , zip_name
    , zip_sha256
    , lines
    , lines_split
    , lines_joined
    , rows_loaded
    , rows_repaired
    , rows_rejected
    , note
FROM lake.load
ORDER BY quarter, table_name, member
