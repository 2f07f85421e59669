-- Watched ingredients by how animals and people agree
SELECT string_agg(format('{:,} {}', drugs, in_words), ', ' ORDER BY drugs DESC, in_words ASC) AS kinds
    , sum(drugs)::BIGINT AS compared_drugs
FROM (
    SELECT CASE
            WHEN agreement LIKE 'no %' THEN 'with ' || agreement
            WHEN agreement LIKE 'animals %' THEN 'where ' || agreement
            ELSE agreement
        END AS in_words
        , count(*) AS drugs
    FROM evidence.agreement
    WHERE watchlist = $watchlist AND event = $event AND drug_kind = 'ingredient'
    GROUP BY in_words
) AS worded
HAVING count(*) > 0
