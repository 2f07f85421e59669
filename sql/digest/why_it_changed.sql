-- Cases that came and went since the publication compared with, by reason
WITH before AS (
    SELECT drug, drug_kind, event, event_kind, caseid, unnest(analyses) AS analysis
    FROM history.watch_case
    WHERE watchlist = $watchlist AND run_id = $run_id
)

, now AS (
    SELECT drug, drug_kind, event, event_kind, caseid, unnest(analyses) AS analysis
    FROM signals.watch_case
    WHERE watchlist = $watchlist
)

, came AS (
    SELECT now.drug, now.drug_kind, now.event, now.event_kind, now.analysis
        , CASE WHEN list_contains((SELECT quarters FROM meta.run WHERE run_id = $run_id), cases.quarter)
            THEN 'came in from a case held before' ELSE 'of a new quarter' END AS reason
    FROM now
    ANTI JOIN before USING (drug, drug_kind, event, event_kind, analysis, caseid)
    INNER JOIN faers.cases AS cases USING (caseid)
    WHERE EXISTS (SELECT 1 FROM before)
)

, went AS (
    SELECT before.drug, before.drug_kind, before.event, before.event_kind, before.analysis
        , CASE
            WHEN before.caseid IN (SELECT caseid FROM meta.deleted_case) THEN 'deleted by ' || $publisher
            WHEN cases.caseid IS NULL THEN 'no longer held'
            WHEN cases.duplicate_of IS NOT NULL THEN 'now known as a duplicate'
            ELSE 'rewritten by a follow-up'
        END AS reason
    FROM before
    ANTI JOIN now USING (drug, drug_kind, event, event_kind, analysis, caseid)
    LEFT JOIN faers.cases AS cases USING (caseid)
)

SELECT drug, drug_kind, event, event_kind, analysis, reason, count(*) AS cases, is_here
FROM (SELECT *, TRUE AS is_here FROM came
UNION ALL
SELECT *, FALSE FROM went) AS moved
WHERE analysis IN ($analysis, $first_analysis)
GROUP BY ALL
ORDER BY drug ASC, drug_kind ASC, event ASC, event_kind ASC, analysis ASC, is_here DESC, reason ASC
