-- Known onsets of each pair, and in the same order the days in which each could be seen
SELECT drug
    , drug_kind
    , event
    , event_kind
    , list(onset_days ORDER BY onset_days, seen_days) AS days
    , list(seen_days ORDER BY onset_days, seen_days) AS seen_days
FROM watch.onset_case
WHERE onset_days IS NOT NULL
GROUP BY drug, drug_kind, event, event_kind
HAVING count(*) >= $least
ORDER BY drug, drug_kind, event, event_kind
