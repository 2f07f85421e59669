-- Watched drug
-- Grain:  one row per watched drug (ingredient, target class or whole class), with what its own analyses rest on
-- Policy: a class has the main indications of all its ingredients, and the earliest publicity of any of them
WITH indicated AS (
    SELECT drug.drug
        , drug.drug_kind
        , list_sort(list(DISTINCT main.indication_group)) AS indication_groups
    FROM watchlist.drug AS drug
    INNER JOIN watchlist.main_indication AS main USING (ingredient)
    GROUP BY drug.drug, drug.drug_kind
)

, dated AS (
    SELECT drug.drug
        , drug.drug_kind
        , min((publicity.publicity_date, publicity.source)) AS earliest
    FROM watchlist.drug AS drug
    INNER JOIN watchlist.publicity AS publicity USING (ingredient)
    GROUP BY drug.drug, drug.drug_kind
)

SELECT watched.drug
    , watched.drug_kind
    , indicated.indication_groups
    , dated.earliest[1] AS publicity_date
    , dated.earliest[2] AS publicity_source
FROM (SELECT DISTINCT drug, drug_kind FROM watchlist.drug) AS watched
LEFT JOIN indicated USING (drug, drug_kind)
LEFT JOIN dated USING (drug, drug_kind)
