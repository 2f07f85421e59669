-- Drug name of a quarter
-- Grain:  one row per distinct (drugname, prod_ai) of a quarter, in any role
SELECT DISTINCT drugname
    , prod_ai
FROM staging.report_drug
