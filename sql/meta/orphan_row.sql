-- Orphan row
-- Grain:  one row per table and quarter with rows whose report (primaryid) is not in that quarter
SELECT quarter
    , table_name
    , row_count
FROM staging.orphan_row
ORDER BY quarter, table_name
