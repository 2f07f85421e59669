-- Cases of a watched drug
-- Grain:  one row per watched drug (ingredient, target class or whole class) x counted case that suspects it
SELECT suspected.drug
    , suspected.drug_kind
    , counted.case_number
    , counted.profile_id
    , suspected.is_primary_suspect
FROM watch.suspected AS suspected
INNER JOIN watch.counted_case AS counted USING (caseid)
