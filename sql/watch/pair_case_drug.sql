-- Watched drug in a report behind a watched pair
-- Grain:  one row per watched drug x case of watch.pair_case that suspects it
WITH record AS (
    SELECT watched.drug
        , watched.drug_kind
        , reported.caseid
        , reported.drug_seq
        , reported.drugname
        , reported.role
        , reported.dechallenge
        , reported.rechallenge
        , reported.start_date
        , reported.start_date_precision
    FROM faers.case_drug AS reported
    SEMI JOIN watch.pair_case USING (caseid)
    INNER JOIN watchlist.drug AS watched USING (ingredient)
    WHERE reported.role IN ('PS', 'SS')
)

, taken AS (
    SELECT drug
        , drug_kind
        , caseid
        , list_sort(list(DISTINCT drugname) FILTER (drugname IS NOT NULL)) AS drugnames
        , CASE WHEN bool_or(role = 'PS') THEN 'PS' ELSE 'SS' END AS role
        , list_sort(list(DISTINCT dechallenge) FILTER (dechallenge IS NOT NULL)) AS dechallenge
        , list_sort(list(DISTINCT rechallenge) FILTER (rechallenge IS NOT NULL)) AS rechallenge
        , min((start_date, start_date_precision)) FILTER (start_date IS NOT NULL) AS start
    FROM record
    GROUP BY drug, drug_kind, caseid
)

, indicated AS (
    SELECT record.drug
        , record.drug_kind
        , record.caseid
        , list_sort(list(DISTINCT indication.indication_pt)) AS indications
    FROM record
    INNER JOIN faers.case_indication AS indication USING (caseid, drug_seq)
    GROUP BY record.drug, record.drug_kind, record.caseid
)

SELECT taken.drug
    , taken.drug_kind
    , taken.caseid
    , taken.drugnames
    , taken.role
    , taken.dechallenge
    , taken.rechallenge
    , taken.start[1] AS start_date
    , taken.start[2] AS start_date_precision
    , indicated.indications
FROM taken
LEFT JOIN indicated USING (drug, drug_kind, caseid)
