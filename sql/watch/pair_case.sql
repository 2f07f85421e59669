-- Case of a watched pair
-- Grain:  one row per watched drug x watched event x case behind the a of the first analysis
SELECT by_drug.drug
    , by_drug.drug_kind
    , by_event.event
    , by_event.event_kind
    , counted.caseid
    , by_drug.profile_id
    , by_drug.is_primary_suspect
FROM watch.drug_case AS by_drug
INNER JOIN watch.event_case AS by_event USING (case_number)
INNER JOIN watch.counted_case AS counted USING (case_number)
