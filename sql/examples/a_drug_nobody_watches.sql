-- How does a drug that is on no watchlist stand with one event, and which events stand out most for it?
WITH drug AS (
    SELECT ingredient
    FROM faers.ingredient
    WHERE NOT is_watched AND is_matched
    ORDER BY case_count DESC, ingredient ASC
    LIMIT 1
)

SELECT pair.ingredient
    , pair.event_pt
    , pair.a
    , round(pair.ror, 2) AS ror
    , round(pair.ic_lower, 2) AS ic_lower
    , round(pair.ebgm_lower, 2) AS ebgm_lower
FROM signals.pair
SEMI JOIN drug ON pair.ingredient = drug.ingredient
WHERE pair.a >= 3
ORDER BY pair.ic_lower DESC, pair.event_pt ASC
LIMIT 20;
