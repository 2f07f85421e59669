-- How does a drug stand that I define by its brand name, not by its ingredient?
FROM of_cases(
    (SELECT list(DISTINCT caseid) FROM faers.case_drug WHERE drugname ILIKE 'glivec%' AND role IN ('PS', 'SS'))
    , 'Optic neuritis'
);
