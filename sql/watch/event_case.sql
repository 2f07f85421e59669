-- Cases of a watched event
-- Grain:  one row per watched event (term or group) x counted case that reports it, with the analyses it is part of
WITH reporting AS (
    SELECT DISTINCT event.event
        , event.event_kind
        , reported.caseid
    FROM faers.case_event AS reported
    INNER JOIN watchlist.event AS event ON lower(reported.event_pt) = lower(event.event_pt)
)

, of_class AS (
    SELECT case_number
    FROM watch.drug_case
    WHERE drug_kind = 'class'
)

SELECT reporting.event
    , reporting.event_kind
    , counted.case_number
    , counted.is_ps_only
    , counted.is_hcp_only
    , counted.is_no_ms_context
    , counted.is_no_known_causes
    , counted.is_without_literature_duplicates
    , cases.init_fda_date
    , CASE WHEN of_class.case_number IS NULL THEN indicated.indication_groups END AS comparator_indication_groups
FROM reporting
INNER JOIN watch.counted_case AS counted USING (caseid)
INNER JOIN faers.cases AS cases USING (caseid)
LEFT JOIN watch.case_indication_group AS indicated USING (case_number)
LEFT JOIN of_class USING (case_number)
