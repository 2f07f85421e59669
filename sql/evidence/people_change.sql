-- Trials, labels and reports on people that changed since the publication before
-- Grain:  one row per trial, wording of a label, or human report that came, went or changed
-- Policy: a status that was not known before is no change of status. Labels of many makers say the same, so a wording is an
--         ingredient's words in a section
WITH trial AS (
    SELECT CASE
            WHEN was.trial IS NULL THEN 'new trial'
            WHEN now.registry_status != was.registry_status THEN 'trial status'
            WHEN now.has_results AND NOT was.has_results THEN 'trial results'
            WHEN now.registry_state = 'not returned' AND was.registry_state = 'registered' THEN 'trial withdrawn'
        END AS change
        , now.ingredient
        , now.trial AS reference
        , now.citation AS title
        , was.registry_status AS value_before
        , coalesce(now.registry_status, now.status) AS value_after
        , CASE WHEN now.registry_state = 'not returned'
            THEN 'ClinicalTrials.gov was asked for it by its number and did not send it'
            ELSE concat_ws(
                '; ', 'ClinicalTrials.gov' || coalesce(', last update ' || now.last_update_date, ''), now.why_stopped
                , CASE WHEN now.has_results AND NOT coalesce(was.has_results, FALSE) THEN 'results are posted' END
            )
        END AS why
    FROM evidence.trial AS now
    LEFT JOIN evidence.trial_before AS was ON now.trial = was.trial
)

, wording AS (
    SELECT ingredient
        , section
        , words
        , any_value(sentence ORDER BY sentence) AS sentence
        , count(DISTINCT set_id) AS label_count
    FROM evidence.label
    GROUP BY ingredient, section, words
)

, wording_before AS (
    SELECT DISTINCT ingredient
        , section
        , words
    FROM evidence.label_before
)

SELECT change
    , CASE WHEN ingredient IS NULL THEN [] ELSE [ingredient] END AS drugs
    , reference
    , title
    , value_before
    , value_after
    , [why] AS why
FROM trial
WHERE change IS NOT NULL
UNION ALL
SELECT CASE WHEN was.ingredient IS NULL THEN 'new label wording' ELSE 'label wording gone' END
    , [coalesce(now.ingredient, was.ingredient)]
    , coalesce(now.section, was.section)
    , now.sentence
    , was.words AS value_before
    , now.words AS value_after
    , ['openFDA' || coalesce('; labels: ' || now.label_count, '')]
FROM wording AS now
FULL JOIN wording_before AS was
    ON now.ingredient = was.ingredient AND now.section = was.section AND now.words = was.words
WHERE now.ingredient IS NULL OR was.ingredient IS NULL
UNION ALL
SELECT 'human report'
    , CASE WHEN now.ingredient IS NULL THEN [] ELSE [now.ingredient] END
    , now.kind
    , now.citation
    , NULL
    , now.direction
    , ['data/reference/human_evidence.csv']
FROM evidence.human_report AS now
ANTI JOIN evidence.human_report_before AS was
    ON now.citation = was.citation AND now.ingredient IS NOT DISTINCT FROM was.ingredient
UNION ALL
SELECT 'human report withdrawn'
    , CASE WHEN was.ingredient IS NULL THEN [] ELSE [was.ingredient] END
    , was.kind
    , was.citation
    , was.direction
    , NULL
    , ['data/reference/human_evidence.csv']
FROM evidence.human_report_before AS was
ANTI JOIN evidence.human_report AS now
    ON was.citation = now.citation AND was.ingredient IS NOT DISTINCT FROM now.ingredient
ORDER BY change, reference, title
