-- Case outcome
-- Grain:  one row per case x outcome code (DE, LT, HO, DS, CA, RI, OT)
SELECT caseid
    , outcome
FROM latest.outcome
