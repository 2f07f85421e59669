-- Therapy start
-- Grain:  one row per case x drug record with a start date: the earliest one, and how much of it is known
-- Made as: view, by quarter
-- Reads:  latest.kept_report, staging.report_therapy
SELECT report.caseid
    , ther.drug_seq
    , min(ther.start_date) AS start_date
    , arg_min(ther.start_date_precision, (ther.start_date, ther.start_date_precision)) AS start_date_precision
FROM staging.report_therapy AS ther
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE ther.start_date IS NOT NULL
    AND coalesce(ther.caseid, report.caseid) = report.caseid
GROUP BY report.caseid, ther.drug_seq
