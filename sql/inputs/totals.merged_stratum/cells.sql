-- Age bands in their order, unknown last; sex as a number, 0 for unknown
SELECT age_band
    , sex
    , receipt_year
    , case_count
    , age_rank(age_band) AS age_rank
    , coalesce(list_position(['F', 'M'], sex), 0) AS sex_rank
FROM totals.known_stratum
ORDER BY age_rank, sex_rank, receipt_year
