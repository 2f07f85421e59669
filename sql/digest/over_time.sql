-- The course of the drugs that stand out most for an event group, cumulative by quarter of first receipt; no hollow counts
SELECT drug, quarter, a, ic, ic_lower, ic_upper
FROM signals.watch_trend
WHERE watchlist = $watchlist AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = $analysis
  AND drug IN (
    SELECT drug FROM signals.watch
    WHERE watchlist = $watchlist AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = $analysis
      AND human_verdict = 'disproportionate'
      AND drug NOT IN (
        SELECT drug FROM signals.watch_caution
        WHERE watchlist = $watchlist AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = $analysis
          AND is_hollow
      )
    ORDER BY ic_lower DESC, drug ASC
    LIMIT 4
  )
ORDER BY drug, quarter
