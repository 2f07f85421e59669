-- Report behind a watched pair
-- Grain:  one row per case of watch.pair_case: what its report names besides the watched drug
WITH wanted AS (
    SELECT DISTINCT caseid
    FROM watch.pair_case
)

, reaction AS (
    SELECT caseid
        , list_sort(list(event_pt)) AS reactions
    FROM faers.case_event
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, outcome AS (
    SELECT caseid
        , list_sort(list(outcome)) AS outcomes
    FROM faers.case_outcome
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, suspected AS (
    SELECT caseid
        , list_sort(list(ingredient)) AS suspects
    FROM faers.suspect
    SEMI JOIN wanted USING (caseid)
    GROUP BY caseid
)

, duplicate AS (
    SELECT cases.duplicate_of AS caseid
        , list_sort(list(cases.caseid)) AS duplicate_caseids
    FROM faers.cases AS cases
    SEMI JOIN wanted ON cases.duplicate_of = wanted.caseid
    GROUP BY cases.duplicate_of
)

SELECT reaction.caseid
    , reaction.reactions
    , outcome.outcomes
    , suspected.suspects
    , duplicate.duplicate_caseids
FROM reaction
INNER JOIN suspected USING (caseid)
LEFT JOIN outcome USING (caseid)
LEFT JOIN duplicate USING (caseid)
