-- Latest report
-- Grain:  one row per case: its latest version across both eras, deleted or not
-- Reads:  staging.demo
-- Policy: highest caseversion, then latest fda_date, then latest quarter, then highest primaryid; the same version in two
--         quarters is the later one (FDA's FAQ 29). The last two keys only make a tie between conflicting rows of one
--         primaryid come out the same every time.
WITH receipt AS (
    SELECT caseid
        , min(least(init_fda_date, fda_date)) AS init_fda_date
        , count(*) AS version_count
    FROM staging.demo
    WHERE caseid IS NOT NULL
    GROUP BY caseid
)

, latest AS (
    SELECT *
    FROM staging.demo
    WHERE caseid IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY caseid
        ORDER BY caseversion DESC, fda_date DESC NULLS LAST, quarter DESC, primaryid DESC
            , event_date DESC NULLS LAST, age_years DESC NULLS LAST
    ) = 1
)

SELECT latest.caseid
    , latest.primaryid
    , latest.caseversion
    , latest.quarter
    , quarter_number(latest.quarter) AS quarter_number
    , latest.fda_date
    , receipt.init_fda_date
    , receipt.version_count
    , latest.event_date
    , latest.event_date_precision
    , latest.event_dt
    , latest.age_years
    , latest.age_text
    , latest.sex
    , latest.weight_kg
    , latest.reporter_type
    , latest.reporter_country
    , latest.country
    , latest.manufacturer_number
    , latest.sender
    , latest.literature_reference
    , latest.report_type
    , deleted.caseid IS NOT NULL AS is_deleted
    , coalesce(latest.quarter > deleted.quarter, FALSE) AS is_back_after_deletion
FROM latest
LEFT JOIN receipt USING (caseid)
LEFT JOIN staging.deleted_case AS deleted USING (caseid)
