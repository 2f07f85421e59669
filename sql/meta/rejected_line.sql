-- Rejected line
-- Grain:  one row per line of the source's files that did not load, as it was read
SELECT quarter
    , table_name
    , member
    , line_number
    , reason
    , line
FROM lake.rejected_line
ORDER BY quarter, table_name, member, line_number
