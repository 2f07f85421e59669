-- Table of the source
-- Grain:  one row per kind of file that every quarter's zip should hold
-- Policy: is_needed: without its rows there is no case. is_sized: its rows follow the number of reports
SELECT unnest([
    {table_name: 'DEMO', file_name: 'DEMO file', holds_reports: TRUE, is_needed: TRUE, is_sized: TRUE}
    , {table_name: 'DRUG', file_name: 'DRUG file', holds_reports: FALSE, is_needed: TRUE, is_sized: TRUE}
    , {table_name: 'REAC', file_name: 'REAC file', holds_reports: FALSE, is_needed: TRUE, is_sized: TRUE}
    , {table_name: 'OUTC', file_name: 'OUTC file', holds_reports: FALSE, is_needed: FALSE, is_sized: TRUE}
    , {table_name: 'RPSR', file_name: 'RPSR file', holds_reports: FALSE, is_needed: FALSE, is_sized: TRUE}
    , {table_name: 'THER', file_name: 'THER file', holds_reports: FALSE, is_needed: FALSE, is_sized: TRUE}
    , {table_name: 'INDI', file_name: 'INDI file', holds_reports: FALSE, is_needed: FALSE, is_sized: TRUE}
    , {table_name: 'DELETED', file_name: 'list of deleted cases', holds_reports: FALSE, is_needed: FALSE, is_sized: FALSE}
], recursive := TRUE)
