-- Ingredients whose name, brand or reported text comes near a text
WITH candidate AS (
    SELECT ingredient AS name, ingredient, case_count FROM faers.ingredient WHERE is_matched OR is_watched
    UNION ALL
    SELECT lower(drugname), ingredient, count(DISTINCT caseid) FROM faers.case_drug
    WHERE match_rule != 'text' AND length(drugname) BETWEEN length($text) - 3 AND length($text) + 3 GROUP BY ALL
    UNION ALL
    SELECT DISTINCT lower(drug), drug, 0 FROM signals.watch
    UNION ALL
    SELECT unnest($brands), unnest($ingredients), 0
)

SELECT ingredient FROM candidate
WHERE (ingredient IN (SELECT ingredient FROM faers.ingredient) OR ingredient IN (SELECT drug FROM signals.watch))
    AND (damerau_levenshtein(name, $text) <= greatest(1, length($text) // 5)
    OR (length($text) >= 4 AND (starts_with(name, $text) OR starts_with($text, name || ' '))))
GROUP BY ingredient
ORDER BY min(damerau_levenshtein(name, $text)), max(case_count) DESC, ingredient LIMIT 3
