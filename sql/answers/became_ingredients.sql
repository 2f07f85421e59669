-- The ingredients that a reported drug text became, and their share of its records
WITH record AS (
    SELECT DISTINCT caseid, drug_seq, ingredient FROM faers.case_drug
    WHERE lower(drugname) = lower(trim($text)) AND ingredient IS NOT NULL
)

SELECT ingredient, count(*) / (SELECT count(DISTINCT row(caseid, drug_seq)) FROM record) AS share
FROM record GROUP BY ingredient ORDER BY share DESC, ingredient ASC
