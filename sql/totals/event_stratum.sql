-- Event by stratum
-- Grain:  one row per preferred term x stratum with counted cases
SELECT counted.event_id
    , stratum.stratum_id
    , CAST(sum(counted.case_count) AS BIGINT) AS case_count
FROM totals.event_count AS counted
INNER JOIN totals.merged_stratum AS stratum USING (age_band, sex, receipt_year)
GROUP BY counted.event_id, stratum.stratum_id
