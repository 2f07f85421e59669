-- Watched drugs x event groups by verdict in the compared analysis, and how many of them have no case
SELECT count(*) AS rows
    , count_if(comparison_verdict = 'disproportionate') AS standing
    , count_if(comparison_verdict = 'not disproportionate') AS not_standing
    , count_if(comparison_verdict = 'inconclusive') AS inconclusive
    , count_if(comparison_verdict = 'too few reports') AS too_few
    , count_if(comparison_verdict IS NULL) AS not_compared
    , count_if(comparison_verdict IS NULL) > 0 AS has_not_compared
    , count_if(primary_a = 0) AS without_case
FROM signals.watch_summary
WHERE watchlist = $watchlist
