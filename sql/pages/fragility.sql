-- The fewest cases whose removal ends a signal, and what it rests on most
SELECT drug, drug_kind, event, event_kind, analysis, a, cases_to_lose, carried_by, most_influential, sender, sender_case_count
    , sender_verdict, country, country_case_count, country_verdict, article, article_case_count, article_verdict
    , year, year_case_count, year_verdict, probable_duplicate_count, label
FROM signals.watch_fragility
WHERE watchlist = $watchlist AND drug IN $drugs
ORDER BY event_kind ASC, event ASC, analysis DESC
