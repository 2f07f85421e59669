-- Report
-- Grain:  one row per DEMO row of both eras (a version of a case), typed; impossible values are NULL
-- Policy: a blank caseversion (AERS FOLL_SEQ) is the first report, 0; a row with no case number is its own case,
--         caseid = -primaryid (7 such rows in AERS)
WITH typed AS (
    SELECT quarter
        , file_row_number AS report_row
        , TRY_CAST(trim(primaryid) AS BIGINT) AS primaryid
        , coalesce(TRY_CAST(trim(caseid) AS BIGINT), -TRY_CAST(trim(primaryid) AS BIGINT)) AS caseid
        , CASE WHEN nullif(trim(caseversion), '') IS NULL THEN 0
            ELSE TRY_CAST(TRY_CAST(trim(caseversion) AS DOUBLE) AS INTEGER)
        END AS caseversion
        , calendar_date(fda_dt) AS fda_date
        , calendar_date(init_fda_dt) AS init_fda_date
        , past_date(event_dt, quarter) AS event_date
        , past_date_precision(event_dt, quarter) AS event_date_precision
        , trim(event_dt) AS event_date_text
        , age_in_years(age, age_cod) AS age_years
        , trim(age) || ' ' || upper(trim(age_cod)) AS age_text
        , CASE WHEN upper(trim(sex)) IN ('M', 'F') THEN upper(trim(sex)) END AS sex
        , weight_in_kg(wt, wt_cod) AS weight_kg
        , nullif(upper(trim(occp_cod)), '') AS reporter_type
        , nullif(upper(trim(reporter_country)), '') AS reporter_country_text
        , nullif(upper(trim(occr_country)), '') AS country_text
        , nullif(upper(trim(mfr_num)), '') AS manufacturer_number
        , nullif(upper(trim(mfr_sndr)), '') AS sender
        , readable(lit_ref) AS literature_reference
        , nullif(upper(trim(rept_cod)), '') AS report_type
    FROM lake.demo
)

SELECT typed.quarter
    , typed.report_row
    , typed.primaryid
    , typed.caseid
    , coalesce(typed.caseversion, 0) AS caseversion
    , typed.fda_date
    , typed.init_fda_date
    , typed.event_date
    , typed.event_date_precision
    , typed.event_date_text
    , typed.age_years
    , typed.age_text
    , typed.sex
    , typed.weight_kg
    , typed.reporter_type
    , reporter.country AS reporter_country
    , occurrence.country
    , typed.manufacturer_number
    , typed.sender
    , typed.literature_reference
    , typed.report_type
FROM typed
LEFT JOIN reference.country AS reporter ON typed.reporter_country_text = reporter.name
LEFT JOIN reference.country AS occurrence ON typed.country_text = occurrence.name
