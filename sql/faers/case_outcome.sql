-- Case outcome
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT)
-- Reads:  staging.case_outcome
SELECT caseid
    , outcome
FROM staging.case_outcome
