-- Case of a quarter
-- Grain:  one row per case that is on no deleted list and whose latest version the quarter holds
-- Policy: docs/architecture.md, Counting. A case counts when it duplicates no other case and names at least one suspect drug and
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

, decided AS (
    -- Narrow rows first: the text of a report is fetched once, at the end.
    SELECT kept.caseid
        , kept.primaryid
        , kept.quarter
        , kept.report_row
        , kept.version_count
        , kept.is_split
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

SELECT decided.caseid
    , decided.primaryid
    , report.caseversion
    , decided.quarter
    , report.fda_date
    , decided.init_fda_date
    , decided.version_count
    , report.event_date
    , report.event_date_precision
    , report.age_years
    , report.sex
    , report.weight_kg
    , report.reporter_type
    , report.reporter_country
    , report.country
    , report.report_type
    , report.sender
    , report.manufacturer_number
    , report.literature_reference
    , decided.is_serious
    , decided.has_suspect
    , decided.has_event
    , decided.is_split
    , decided.duplicate_of
    , decided.duplicate_rule
    , decided.has_suspect AND decided.has_event AND decided.duplicate_of IS NULL AS is_counted
FROM decided
INNER JOIN staging.report AS report USING (report_row)
