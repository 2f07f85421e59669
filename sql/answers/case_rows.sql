-- Rows of a case in the lake's files, verbatim: by its number or, where a row names no case, by its reports
SELECT * EXCLUDE (file_row_number)
FROM read_parquet($files, file_row_number = TRUE)
WHERE
    (TRY_CAST(trim(caseid) AS BIGINT) = $caseid AND (len($reports) = 0 OR primaryid IN (SELECT unnest($reports))))
    OR (
        TRY_CAST(trim(caseid) AS BIGINT) IS NULL
        AND (primaryid IN (SELECT unnest($reports)) OR TRY_CAST(trim(primaryid) AS BIGINT) = -$caseid)
    )
ORDER BY quarter, primaryid, file_row_number
