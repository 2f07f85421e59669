-- Margin of a watched drug
-- Grain:  one row per watched drug x analysis: the cases on the drug's side, and N
-- Policy: same_indication sets the drug's cases beside cases that suspect no drug of the class, both within the drug's main
--         indication groups
WITH exposed AS (
    SELECT drug
        , drug_kind
        , count(*) AS "primary"
        , count_if(is_ps_only) AS ps_only
        , count_if(is_hcp_only) AS hcp_only
        , count_if(is_no_ms_context) AS no_ms_context
        , count_if(is_no_known_causes) AS no_known_causes
        , count_if(is_same_indication) AS same_indication
        , count_if(is_without_literature_duplicates) AS without_literature_duplicates
        , count_if(is_before_publicity) AS before_publicity
    FROM watch.drug_case
    GROUP BY drug, drug_kind
)

, drug_side AS (
    SELECT drug
        , drug_kind
        , analysis
        , drug_case_count
    FROM exposed
    UNPIVOT (drug_case_count FOR analysis IN (
        "primary", ps_only, hcp_only, no_ms_context, no_known_causes, same_indication, without_literature_duplicates
        , before_publicity
    ))
)

, everybody AS (
    SELECT count(*) AS "primary"
        , count_if(is_ps_only) AS ps_only
        , count_if(is_hcp_only) AS hcp_only
        , count_if(is_no_ms_context) AS no_ms_context
        , count_if(is_no_known_causes) AS no_known_causes
        , count_if(is_without_literature_duplicates) AS without_literature_duplicates
    FROM watch.counted_case
)

, indicated AS (
    SELECT indication_groups
        , count(*) AS case_count
    FROM watch.case_indication_group
    ANTI JOIN (SELECT case_number FROM watch.drug_case WHERE drug_kind = 'class') AS of_class USING (case_number)
    GROUP BY indication_groups
)

, received AS (
    SELECT init_fda_date
        , count(*) AS case_count
    FROM faers.cases
    WHERE is_counted
    GROUP BY init_fda_date
)

, total AS (
    SELECT watched.drug
        , watched.drug_kind
        , shared.analysis
        , shared.case_count
        , 0 AS comparator_count
    FROM watch.drug AS watched
    CROSS JOIN (
        SELECT analysis, case_count
        FROM everybody
        UNPIVOT (case_count FOR analysis IN (
            "primary", ps_only, hcp_only, no_ms_context, no_known_causes, without_literature_duplicates
        ))
    ) AS shared
    UNION ALL
    SELECT watched.drug
        , watched.drug_kind
        , 'same_indication' AS analysis
        , 0 AS case_count
        , coalesce(sum(indicated.case_count), 0) AS comparator_count
    FROM watch.drug AS watched
    LEFT JOIN indicated ON list_has_any(indicated.indication_groups, watched.indication_groups)
    GROUP BY watched.drug, watched.drug_kind
    UNION ALL
    SELECT watched.drug
        , watched.drug_kind
        , 'before_publicity' AS analysis
        , coalesce(sum(received.case_count), 0) AS case_count
        , 0 AS comparator_count
    FROM watch.drug AS watched
    LEFT JOIN received ON watched.publicity_date > received.init_fda_date
    GROUP BY watched.drug, watched.drug_kind
)

SELECT total.drug
    , total.drug_kind
    , total.analysis
    , CAST(coalesce(drug_side.drug_case_count, 0) AS BIGINT) AS drug_case_count
    , CAST(CASE WHEN total.analysis = 'same_indication' THEN coalesce(drug_side.drug_case_count, 0) + total.comparator_count
        ELSE total.case_count
    END AS BIGINT) AS case_count
FROM total
LEFT JOIN drug_side USING (drug, drug_kind, analysis)
