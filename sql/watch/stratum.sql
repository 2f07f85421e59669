-- Watched pair by stratum
-- Grain:  one row per watched drug x watched event x stratum in which both have cases: the 2x2 table in cases
-- Policy: a stratum without cases of the drug, or without cases of the event, adds nothing to the Mantel-Haenszel odds ratio
--         and expects no case
WITH drug_stratum AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , stratum.stratum_id
        , count(*) AS case_count
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.case_stratum AS stratum USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, stratum.stratum_id
)

, event_stratum AS (
    SELECT by_event.event
        , by_event.event_kind
        , stratum.stratum_id
        , count(*) AS case_count
    FROM watch.event_case AS by_event
    INNER JOIN watch.case_stratum AS stratum USING (case_number)
    GROUP BY by_event.event, by_event.event_kind, stratum.stratum_id
)

, together AS (
    SELECT by_drug.drug
        , by_drug.drug_kind
        , by_event.event
        , by_event.event_kind
        , stratum.stratum_id
        , count(*) AS a
    FROM watch.drug_case AS by_drug
    INNER JOIN watch.event_case AS by_event USING (case_number)
    INNER JOIN watch.case_stratum AS stratum USING (case_number)
    GROUP BY by_drug.drug, by_drug.drug_kind, by_event.event, by_event.event_kind, stratum.stratum_id
)

SELECT drug_stratum.drug
    , drug_stratum.drug_kind
    , event_stratum.event
    , event_stratum.event_kind
    , stratum_id
    , coalesce(together.a, 0) AS a
    , drug_stratum.case_count - coalesce(together.a, 0) AS b
    , event_stratum.case_count - coalesce(together.a, 0) AS c
    , stratum.case_count - drug_stratum.case_count - event_stratum.case_count + coalesce(together.a, 0) AS d
FROM drug_stratum
INNER JOIN event_stratum USING (stratum_id)
INNER JOIN totals.stratum AS stratum USING (stratum_id)
LEFT JOIN together USING (drug, drug_kind, event, event_kind, stratum_id)
