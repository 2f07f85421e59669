-- Trial
-- Grain:  one row per trial of a kinase inhibitor in a demyelinating disease
-- Reads:  reference.human_evidence
SELECT coalesce(identifier, citation) AS trial
    , ingredient
    , compound
    , citation
    , year
    , participant_count
    , finding
    , direction
    , status
    , source
    , seen_level
FROM reference.human_evidence
WHERE kind = 'trial'
ORDER BY ingredient, trial
