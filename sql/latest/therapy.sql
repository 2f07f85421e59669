-- Therapy
-- Grain:  one row per case x drug record with a therapy: its earliest start, its latest end, the longest duration as reported
-- Policy: where dates tie, the one that is known best stands. Start, end and duration are each as reported, and may contradict
SELECT report.caseid
    , therapy.drug_seq
    , min(therapy.start_date) AS start_date
    , arg_min(therapy.start_date_precision, (therapy.start_date, therapy.start_date_precision)) AS start_date_precision
    , max(therapy.end_date) AS end_date
    , arg_min(therapy.end_date_precision, (-epoch(therapy.end_date), therapy.end_date_precision)) AS end_date_precision
    , max(therapy.duration_days) AS duration_days
FROM staging.report_therapy AS therapy
INNER JOIN latest.kept_report AS report USING (primaryid)
WHERE (therapy.start_date IS NOT NULL OR therapy.end_date IS NOT NULL OR therapy.duration_days IS NOT NULL)
    AND coalesce(therapy.caseid, report.caseid) = report.caseid
GROUP BY report.caseid, therapy.drug_seq
