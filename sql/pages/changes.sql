-- What changed in the evidence on a drug, the newest first, 25 at most
WITH changed AS (
    SELECT unnest(drugs) AS drug, run.rowid AS place, entry.published_at, change, coalesce(event, reference) AS concerns
        , value_before, value_after, why
    FROM evidence.change AS entry
    INNER JOIN meta.run AS run USING (run_id)
    WHERE entry.watchlist = $watchlist
)

SELECT drug, published_at AS published, change, concerns, value_before AS was, value_after AS became, why
FROM changed
WHERE drug IN $drugs
QUALIFY row_number() OVER (PARTITION BY drug ORDER BY place, change, concerns) <= 25
ORDER BY place ASC, change ASC, concerns ASC
