-- Drug name of a quarter
-- Grain:  one row per distinct (drugname, prod_ai) of a quarter, in any role
-- Made as: table, by quarter
-- Reads:  staging.report_drug
SELECT DISTINCT drugname
    , prod_ai
FROM staging.report_drug
