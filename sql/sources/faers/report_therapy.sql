-- Therapy row
-- Grain:  one row per THER row of both eras, of every version
SELECT TRY_CAST(primaryid AS BIGINT) AS primaryid
    , TRY_CAST(caseid AS BIGINT) AS caseid
    , TRY_CAST(dsg_drug_seq AS BIGINT) AS drug_seq
    , past_date(start_dt, quarter) AS start_date
    , past_date_precision(start_dt, quarter) AS start_date_precision
    , past_date(end_dt, quarter) AS end_date
    , past_date_precision(end_dt, quarter) AS end_date_precision
    , duration_in_days(dur, dur_cod) AS duration_days
FROM lake.ther
