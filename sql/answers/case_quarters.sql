-- Quarters that hold a case: by its number or, in AERS, by the reports (ISR) that its DEMO rows name
SELECT DISTINCT quarter
FROM (SELECT quarter, caseid, primaryid FROM temp.keys)
WHERE
    (TRY_CAST(trim(caseid) AS BIGINT) = $caseid AND (len($reports) = 0 OR primaryid IN (SELECT unnest($reports))))
    OR (
        TRY_CAST(trim(caseid) AS BIGINT) IS NULL
        AND (primaryid IN (SELECT unnest($reports)) OR TRY_CAST(trim(primaryid) AS BIGINT) = -$caseid)
    )
