-- Quarters that hold a case: by its number or, where a row names no case, by its reports
SELECT DISTINCT quarter
FROM (SELECT quarter, caseid, primaryid FROM temp.keys) AS key
WHERE
    (TRY_CAST(trim(caseid) AS BIGINT) = $caseid AND (len($reports) = 0 OR primaryid IN (SELECT unnest($reports))))
    OR (
        TRY_CAST(trim(caseid) AS BIGINT) IS NULL
        AND (primaryid IN (SELECT unnest($reports)) OR TRY_CAST(trim(primaryid) AS BIGINT) = -$caseid)
    )
