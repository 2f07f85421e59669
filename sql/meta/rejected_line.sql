-- Rejected line
-- Grain:  one row per line of FDA's files that did not load, as it was read
-- Reads:  lake.rejected_line
SELECT quarter
    , table_name
    , member
    , line_number
    , reason
    , line
FROM lake.rejected_line
ORDER BY quarter, table_name, member, line_number
