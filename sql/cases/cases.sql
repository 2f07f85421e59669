-- Case of a quarter
-- Grain:  one row per FAERS case that is on no deleted list and whose latest version the quarter holds
-- Made as: table, by quarter
-- Reads:  latest.kept_report, staging.report, duplicates.duplicate, latest.drug, latest.event, latest.outcome
-- Policy: DESIGN.md, Counting. A case counts when it duplicates no other case and names at least one suspect drug and
--         one reaction
WITH with_suspect AS (
    SELECT DISTINCT caseid
    FROM latest.drug
    WHERE role IN ('PS', 'SS') AND ingredient IS NOT NULL
)

, with_event AS (
    SELECT DISTINCT caseid
    FROM latest.event
)

, with_outcome AS (
    SELECT DISTINCT caseid
    FROM latest.outcome
)

, report AS (
    -- Narrow rows first: the text of a report is fetched once, at the end.
    SELECT kept.caseid
        , kept.primaryid
        , kept.quarter
        , kept.report_row
        , kept.version_count
        , CASE WHEN duplicate.kept_caseid = kept.caseid THEN duplicate.group_init_fda_date
            ELSE kept.init_fda_date
        END AS init_fda_date
        , with_outcome.caseid IS NOT NULL AS is_serious
        , with_suspect.caseid IS NOT NULL AS has_suspect
        , with_event.caseid IS NOT NULL AS has_event
        , nullif(duplicate.kept_caseid, kept.caseid) AS duplicate_of
        , CASE WHEN duplicate.kept_caseid != kept.caseid THEN duplicate.rules END AS duplicate_rule
    FROM latest.kept_report AS kept
    LEFT JOIN duplicates.duplicate AS duplicate ON kept.caseid = duplicate.caseid
    LEFT JOIN with_suspect ON kept.caseid = with_suspect.caseid
    LEFT JOIN with_event ON kept.caseid = with_event.caseid
    LEFT JOIN with_outcome ON kept.caseid = with_outcome.caseid
)

SELECT report.caseid
    , report.primaryid
    , demo.caseversion
    , report.quarter
    , demo.fda_date
    , report.init_fda_date
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
    , report.is_serious
    , report.has_suspect
    , report.has_event
    , report.duplicate_of
    , report.duplicate_rule
    , report.has_suspect AND report.has_event AND report.duplicate_of IS NULL AS is_counted
FROM report
INNER JOIN staging.report AS demo USING (report_row)
