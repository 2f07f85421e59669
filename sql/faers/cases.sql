-- Case
-- Grain:  one row per FAERS case that is on no deleted list: its latest version
-- Reads:  staging.latest_report, staging.demo, counts.duplicate, faers.case_drug, faers.case_event, faers.case_outcome
-- Policy: DESIGN.md, Counting. A case counts when it duplicates no other case and names at least one suspect drug and
--         one reaction
WITH with_suspect AS (
    SELECT DISTINCT caseid
    FROM faers.case_drug
    WHERE role IN ('PS', 'SS') AND ingredient IS NOT NULL
)

, with_event AS (
    SELECT DISTINCT caseid
    FROM faers.case_event
)

, with_outcome AS (
    SELECT DISTINCT caseid
    FROM faers.case_outcome
)

SELECT report.caseid
    , report.primaryid
    , demo.caseversion
    , report.quarter
    , demo.fda_date
    , CASE WHEN duplicate.kept_caseid = report.caseid THEN duplicate.group_init_fda_date
        ELSE report.init_fda_date
    END AS init_fda_date
    , report.version_count
    , demo.event_date
    , demo.event_date_precision
    , demo.age_years
    , demo.sex
    , demo.weight_kg
    , demo.reporter_type
    , demo.reporter_country
    , demo.country
    , demo.report_type
    , demo.sender
    , demo.manufacturer_number
    , demo.literature_reference
    , with_outcome.caseid IS NOT NULL AS is_serious
    , with_suspect.caseid IS NOT NULL AS has_suspect
    , with_event.caseid IS NOT NULL AS has_event
    , nullif(duplicate.kept_caseid, report.caseid) AS duplicate_of
    , CASE WHEN duplicate.kept_caseid != report.caseid THEN duplicate.rules END AS duplicate_rule
    , with_suspect.caseid IS NOT NULL AND with_event.caseid IS NOT NULL
        AND coalesce(duplicate.kept_caseid = report.caseid, TRUE) AS is_counted
FROM staging.latest_report AS report
INNER JOIN staging.demo AS demo ON report.report_row = demo.rowid
LEFT JOIN counts.duplicate AS duplicate ON report.caseid = duplicate.caseid
LEFT JOIN with_suspect ON report.caseid = with_suspect.caseid
LEFT JOIN with_event ON report.caseid = with_event.caseid
LEFT JOIN with_outcome ON report.caseid = with_outcome.caseid
WHERE NOT report.is_deleted
