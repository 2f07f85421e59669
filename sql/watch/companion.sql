-- Companion of a watched ingredient
-- Grain:  one row per watched ingredient x matched ingredient among the ten most often reported with it
-- Policy: Noren 2008, Stat Med 27:3057-3070: both drugs are suspected or interacting (roles PS, SS, I). From fewer than
--         five shared cases nothing could be said
WITH watched_case AS (
    SELECT DISTINCT drug.ingredient AS drug
        , reported.caseid
    FROM faers.case_drug AS reported
    INNER JOIN (SELECT DISTINCT ingredient FROM watchlist.drug WHERE drug_kind = 'ingredient') AS drug USING (ingredient)
    SEMI JOIN watch.counted_case USING (caseid)
    WHERE reported.role IN ('PS', 'SS', 'I')
)

SELECT watched_case.drug
    , reported.ingredient AS companion
    , count(DISTINCT reported.caseid) AS shared_count
FROM watched_case
INNER JOIN faers.case_drug AS reported USING (caseid)
SEMI JOIN (SELECT ingredient FROM totals.ingredient WHERE is_matched) AS matched USING (ingredient)
WHERE reported.role IN ('PS', 'SS', 'I') AND reported.ingredient != watched_case.drug
GROUP BY watched_case.drug, reported.ingredient
HAVING count(DISTINCT reported.caseid) >= 5
QUALIFY row_number() OVER (PARTITION BY watched_case.drug ORDER BY shared_count DESC, companion ASC) <= 10
