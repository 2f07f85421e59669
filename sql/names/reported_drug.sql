-- Drug name of a quarter
-- Grain:  one row per distinct (drugname, prod_ai) of a quarter, in any role, with its number of rows
SELECT drugname
    , prod_ai
    , count(*) AS record_count
FROM staging.report_drug
GROUP BY drugname, prod_ai
