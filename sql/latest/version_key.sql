-- Keys of a report
-- Grain:  one row per report: what latest versions and duplicates are decided by
-- Policy: description_hash tells reports apart that differ in event date as written, age and unit, sex or country; NULL
--         where one is unknown. A manufacturer number is one that holds a digit. has_drug,
--         has_event: the quarter has such rows of it (docs/decisions/0003-duplicates.md)
SELECT caseid
    , primaryid
    , quarter
    , report_row
    , fda_date
    , init_fda_date
    , event_date
    , age_years
    , sex
    , CASE WHEN event_date IS NOT NULL AND age_years IS NOT NULL AND sex IS NOT NULL
            AND coalesce(country, reporter_country) IS NOT NULL
        THEN hash(event_date_text, age_text, sex, coalesce(country, reporter_country))
    END AS description_hash
    , sender
    , CASE WHEN regexp_matches(manufacturer_number, '[0-9]') THEN manufacturer_number END AS manufacturer_number
    , coalesce(
        primaryid IN (SELECT drug.primaryid FROM staging.report_drug AS drug WHERE drug.primaryid IS NOT NULL), FALSE
    ) AS has_drug
    , coalesce(
        primaryid IN (SELECT event.primaryid FROM staging.report_event AS event WHERE event.primaryid IS NOT NULL), FALSE
    ) AS has_event
FROM staging.report
