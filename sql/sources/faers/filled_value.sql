-- Filled value
-- Grain:  one row per table of a quarter x column that its rows cannot do without: in how many of them it says something
SELECT getvariable('quarter') AS quarter
    , table_name
    , column_name
    , filled_count
FROM (
    SELECT 'DEMO' AS table_name, 'fda_dt' AS column_name, count(nullif(trim(fda_dt), '')) AS filled_count
    FROM lake.demo
    UNION ALL
    SELECT 'DRUG', 'drugname', count(nullif(trim(coalesce(drugname, prod_ai)), ''))
    FROM lake.drug
    UNION ALL
    SELECT 'DRUG', 'role_cod', count(*) FILTER (upper(trim(role_cod)) IN ('PS', 'SS', 'C', 'I', 'DN'))
    FROM lake.drug
    UNION ALL
    SELECT 'REAC', 'pt', count(nullif(trim(pt), ''))
    FROM lake.reac
    UNION ALL
    SELECT 'OUTC', 'outc_cod', count(nullif(trim(outc_cod), ''))
    FROM lake.outc
    UNION ALL
    SELECT 'INDI', 'indi_pt', count(nullif(trim(indi_pt), ''))
    FROM lake.indi
    UNION ALL
    SELECT 'RPSR', 'rpsr_cod', count(nullif(trim(rpsr_cod), ''))
    FROM lake.rpsr
) AS filled
