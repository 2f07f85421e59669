-- Trial
-- Grain:  one row per trial of a drug in a disease of the topic: as coded, as registered, or both
-- Policy: a coded row that names several registry numbers has a row for each. What the registry says stands beside what was
--         coded, never over it; a change of status is noticed when the registry is asked, so its date is the day of asking
WITH coded AS (
    SELECT *
        , unnest(CASE WHEN len(nct_ids) = 0 THEN [NULL] ELSE nct_ids END) AS nct_id
    FROM (
        SELECT *
            , regexp_extract_all(concat_ws(' ', identifier, citation), 'NCT[0-9]{8}') AS all_ids
            , list_sort(list_distinct(all_ids)) AS nct_ids
        FROM reference.human_evidence
        WHERE kind = 'trial' AND EXISTS (SELECT 1 FROM watchlist.evidence)
    ) AS listed
)

SELECT coalesce(registered.nct_id, coded.nct_id, coded.identifier, coded.citation) AS trial
    , coalesce(registered.nct_id, coded.nct_id) AS nct_id
    , coalesce(coded.ingredient, registered.ingredients[1]) AS ingredient
    , coalesce(coded.compound, array_to_string(registered.ingredients, ', ')) AS compound
    , coalesce(coded.citation, registered.title) AS citation
    , coalesce(coded.year, TRY_CAST(left(registered.start_date, 4) AS BIGINT)) AS year
    , coalesce(coded.participant_count, registered.participant_count) AS participant_count
    , coded.finding
    , coded.direction
    , coded.status
    , registered.status AS registry_status
    , registered.status_history[-2].status AS previous_status
    , CASE WHEN len(registered.status_history) > 1
        THEN CAST(registered.status_history[-1].noticed AS DATE)
    END AS status_changed_date
    , registered.last_update_date
    , registered.completion_date
    , coalesce(registered.has_results, FALSE) AS has_results
    , registered.why_stopped
    , registered.phase
    , registered.conditions
    , registered.interventions
    , registered.state AS registry_state
    , coalesce(coded.source, 'ClinicalTrials.gov') AS source
    , coalesce(coded.seen_level, 'registry') AS seen_level
FROM coded
FULL JOIN literature.trial AS registered ON coded.nct_id = registered.nct_id
ORDER BY ingredient, trial
