-- The case of a report by its number (minus that number where no case is named); else a case of which it could be a version
SELECT DISTINCT coalesce(TRY_CAST(trim(caseid) AS BIGINT), -$number) AS caseid
    , coalesce(TRY_CAST(trim(primaryid) AS BIGINT) = $number, FALSE) AS is_report
FROM (SELECT caseid, primaryid FROM temp.keys) AS key
WHERE
    TRY_CAST(trim(primaryid) AS BIGINT) = $number
    OR TRY_CAST(trim(caseid) AS BIGINT) IN ($number // 10, $number // 100)
ORDER BY is_report DESC, caseid ASC
