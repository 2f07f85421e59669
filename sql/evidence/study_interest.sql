-- Interest in a coded study
-- Grain:  one row per coded study x party with an interest in its result, as far as it was looked for
SELECT interest.study_id
    , study.compound
    , interest.kind
    , interest.party
    , interest.source
FROM reference.study_interest AS interest
INNER JOIN evidence.study AS study USING (study_id)
ORDER BY interest.study_id, interest.party
