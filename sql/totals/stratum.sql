-- Stratum
-- Grain:  one row per stratum: age bands x sex x years of first receipt, joined until it holds enough counted cases
SELECT stratum_id
    , CAST(sum(case_count) AS BIGINT) AS case_count
FROM totals.merged_stratum
GROUP BY stratum_id
