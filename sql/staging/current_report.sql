-- Current report
-- Grain:  one row per case that is on no deleted list: the keys its rows in the other tables are found by
-- Reads:  staging.latest_report
SELECT caseid
    , primaryid
    , quarter_number
FROM staging.latest_report
WHERE NOT is_deleted
