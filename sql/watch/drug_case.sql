-- Cases of a watched drug
-- Grain:  one row per watched drug (ingredient, target class or whole class) x counted case that suspects it, with the
--         analyses in which the case stands on the drug's side
WITH exposure AS (
    SELECT drug.drug
        , drug.drug_kind
        , reported.caseid
        , bool_or(reported.role = 'PS') AS is_primary_suspect
    FROM faers.case_drug AS reported
    INNER JOIN watchlist.drug AS drug USING (ingredient)
    WHERE reported.role IN ('PS', 'SS')
    GROUP BY drug.drug, drug.drug_kind, reported.caseid
)

SELECT exposure.drug
    , exposure.drug_kind
    , counted.case_number
    , exposure.is_primary_suspect AS is_ps_only
    , counted.is_hcp_only
    , counted.is_no_ms_context
    , counted.is_no_known_causes
    , coalesce(list_has_any(indicated.indication_groups, watched.indication_groups), FALSE) AS is_same_indication
    , counted.is_without_literature_duplicates
    , coalesce(cases.init_fda_date < watched.publicity_date, FALSE) AS is_before_publicity
FROM exposure
INNER JOIN watch.counted_case AS counted USING (caseid)
INNER JOIN faers.cases AS cases USING (caseid)
INNER JOIN watch.drug AS watched USING (drug, drug_kind)
LEFT JOIN watch.case_indication_group AS indicated USING (case_number)
