-- What to know of each watched drug x event group that stands out, the worst first
SELECT drug, event, analysis, string_agg(caution, '; ' ORDER BY place) AS caution
FROM signals.watch_caution
WHERE event_kind = 'group'
GROUP BY drug, drug_kind, event, analysis
ORDER BY drug_kind, drug, event, analysis
