-- Duplicate
-- Grain:  one row per case of a group of cases called the same report: the kept copy, and the rules that found the group
-- Policy: the kept copy is the one received last; it keeps the group's earliest receipt date
SELECT member.caseid
    , report.quarter
    , first_value(member.caseid) OVER received_last AS kept_caseid
    , member.rules
    , min(report.init_fda_date) OVER (PARTITION BY member.group_number) AS group_init_fda_date
FROM duplicates.duplicate_group AS member
INNER JOIN latest.report AS report USING (caseid)
WINDOW received_last AS (
    PARTITION BY member.group_number
    ORDER BY report.fda_date DESC NULLS LAST, report.quarter DESC, member.caseid DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
)
