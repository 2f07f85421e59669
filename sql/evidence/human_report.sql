-- Human report
-- Grain:  one row per case report, series, study or label on people
SELECT kind
    , ingredient
    , compound
    , citation
    , year
    , identifier
    , participant_count AS case_count
    , finding
    , direction
    , status
    , source
    , seen_level
FROM reference.human_evidence
WHERE kind != 'trial' AND EXISTS (SELECT 1 FROM watchlist.evidence)
ORDER BY ingredient, year, citation
