-- Which cases suspect imatinib and report optic neuritis?
SELECT caseid
    , init_fda_date
    , age_years
    , sex
    , country
    , reporter_type
    , ingredients
    , events
FROM cases_of('imatinib', 'Optic neuritis');
