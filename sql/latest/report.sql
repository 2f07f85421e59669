-- Latest report
-- Grain:  one row per case: which report is its latest version, deleted or not
-- Policy: the publisher's own rule: latest fda_date, then highest primaryid (docs/decisions/0003-duplicates.md); an unknown
--         date comes last. Of one primaryid in two quarters the later stands, unless only the earlier has its drugs and
--         reactions. is_split: the newest quarter with drugs of the report, or with reactions of it, is another than the one that
--         stands, which alone is read. The last keys only make a tie between conflicting rows of one primaryid come out the same every time
WITH receipt AS (
    SELECT caseid
        , min(least(init_fda_date, fda_date)) AS init_fda_date
        , count(*) AS version_count
    FROM latest.version_key
    WHERE caseid IS NOT NULL
    GROUP BY caseid
)

, repeated AS (
    SELECT caseid
        , primaryid
        , max(quarter) FILTER (has_drug) AS drug_quarter
        , max(quarter) FILTER (has_event) AS event_quarter
    FROM latest.version_key
    WHERE caseid IS NOT NULL
    GROUP BY caseid, primaryid
    HAVING min(quarter) < max(quarter)
)

, latest AS (
    SELECT caseid
        , report_row
        , primaryid
        , quarter
        , fda_date
        , age_years
        , sex
        , description_hash
        , sender
        , manufacturer_number
    FROM latest.version_key
    WHERE caseid IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY caseid
        ORDER BY fda_date DESC NULLS LAST, primaryid DESC, CAST(has_drug AS INTEGER) + CAST(has_event AS INTEGER) DESC, quarter DESC
            , event_date DESC NULLS LAST, age_years DESC NULLS LAST, report_row DESC
    ) = 1
)

SELECT latest.caseid
    , latest.report_row
    , latest.primaryid
    , latest.quarter
    , latest.fda_date
    , latest.age_years
    , latest.sex
    , latest.description_hash
    , latest.sender
    , latest.manufacturer_number
    , receipt.init_fda_date
    , receipt.version_count
    , coalesce(repeated.drug_quarter != latest.quarter OR repeated.event_quarter != latest.quarter, FALSE) AS is_split
    , deleted.caseid IS NOT NULL AS is_deleted
    , coalesce(latest.quarter > deleted.quarter, FALSE) AS is_back_after_deletion
FROM latest
LEFT JOIN receipt USING (caseid)
LEFT JOIN staging.deleted_report AS deleted USING (caseid)
LEFT JOIN repeated ON latest.caseid = repeated.caseid AND latest.primaryid = repeated.primaryid
