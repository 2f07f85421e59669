-- At which doses was imatinib taken in the cases that suspect it?
SELECT dose_amount
    , dose_unit
    , dose_frequency
    , count(DISTINCT caseid) AS cases
FROM faers.case_drug
WHERE ingredient = 'imatinib' AND role IN ('PS', 'SS')
GROUP BY dose_amount, dose_unit, dose_frequency
ORDER BY cases DESC, dose_amount ASC, dose_unit ASC, dose_frequency ASC
LIMIT 20;
