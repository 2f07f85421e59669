-- Deleted case
-- Grain:  one row per case that a deleted list names and that some loaded quarter holds; it is in no other table
SELECT report.caseid
    , report.quarter
    , deleted.quarter AS listed_quarter
    , report.is_back_after_deletion
FROM latest.report AS report
INNER JOIN staging.deleted_report AS deleted USING (caseid)
ORDER BY report.caseid
