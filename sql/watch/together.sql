-- Drug and event together
-- Grain:  one row per watched drug x watched event x analysis with a case of both
WITH together AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , count(*) AS "primary"
        , count_if(by_drug.is_ps_only) AS ps_only
        , count_if(by_drug.is_hcp_only) AS hcp_only
        , count_if(by_drug.is_no_ms_context) AS no_ms_context
        , count_if(by_drug.is_no_known_causes) AS no_known_causes
        , count_if(by_drug.is_same_indication) AS same_indication
        , count_if(by_drug.is_without_literature_duplicates) AS without_literature_duplicates
        , count_if(by_drug.is_before_publicity) AS before_publicity
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind
)

SELECT drug
    , drug_kind
    , event
    , event_kind
    , analysis
    , case_count
FROM together
UNPIVOT (case_count FOR analysis IN (
    "primary", ps_only, hcp_only, no_ms_context, no_known_causes, same_indication, without_literature_duplicates
    , before_publicity
))
