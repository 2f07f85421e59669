-- Margin of a watched event
-- Grain:  one row per watched drug x watched event x analysis: the cases of the event, with the drug or without
WITH shared AS (
    SELECT event
        , event_kind
        , count(*) AS "primary"
        , count_if(is_ps_only) AS ps_only
        , count_if(is_hcp_only) AS hcp_only
        , count_if(is_no_ms_context) AS no_ms_context
        , count_if(is_no_known_causes) AS no_known_causes
        , count_if(is_without_literature_duplicates) AS without_literature_duplicates
    FROM watch.event_case
    GROUP BY event, event_kind
)

, indicated AS (
    SELECT event
        , event_kind
        , comparator_indication_groups AS indication_groups
        , count(*) AS case_count
    FROM watch.event_case
    WHERE comparator_indication_groups IS NOT NULL
    GROUP BY event, event_kind, comparator_indication_groups
)

, received AS (
    SELECT event
        , event_kind
        , init_fda_date
        , count(*) AS case_count
    FROM watch.event_case
    GROUP BY event, event_kind, init_fda_date
)

SELECT watched.drug
    , watched.drug_kind
    , counted.event
    , counted.event_kind
    , counted.analysis
    , counted.case_count
FROM watch.drug AS watched
CROSS JOIN (
    SELECT event, event_kind, analysis, case_count
    FROM shared
    UNPIVOT (case_count FOR analysis IN (
        "primary", ps_only, hcp_only, no_ms_context, no_known_causes, without_literature_duplicates
    ))
) AS counted
UNION ALL
SELECT watched.drug
    , watched.drug_kind
    , event.event
    , event.event_kind
    , 'same_indication' AS analysis
    , coalesce(sum(indicated.case_count), 0) + coalesce(any_value(together.case_count), 0) AS case_count
FROM watch.drug AS watched
CROSS JOIN (SELECT DISTINCT event, event_kind FROM watchlist.event) AS event
LEFT JOIN indicated
    ON event.event = indicated.event AND event.event_kind = indicated.event_kind
    AND list_has_any(indicated.indication_groups, watched.indication_groups)
LEFT JOIN watch.together AS together
    ON watched.drug = together.drug AND watched.drug_kind = together.drug_kind
    AND event.event = together.event AND event.event_kind = together.event_kind
    AND together.analysis = 'same_indication'
GROUP BY watched.drug, watched.drug_kind, event.event, event.event_kind
UNION ALL
SELECT watched.drug
    , watched.drug_kind
    , received.event
    , received.event_kind
    , 'before_publicity' AS analysis
    , sum(received.case_count) AS case_count
FROM watch.drug AS watched
INNER JOIN received ON watched.publicity_date > received.init_fda_date
GROUP BY watched.drug, watched.drug_kind, received.event, received.event_kind
