-- Therapy start
-- Grain:  one row per case x drug record with a start date: the earliest one, and how much of it is known
SELECT report.caseid
    , therapy.drug_seq
    , min(therapy.start_date) AS start_date
    , arg_min(therapy.start_date_precision, (therapy.start_date, therapy.start_date_precision)) AS start_date_precision
FROM staging.report_therapy AS therapy
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE therapy.start_date IS NOT NULL
    AND coalesce(therapy.caseid, report.caseid) = report.caseid
GROUP BY report.caseid, therapy.drug_seq
