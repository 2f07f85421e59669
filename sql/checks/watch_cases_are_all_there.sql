-- every watched pair lists as many cases as the a of its first analysis counts
WITH listed AS (
    SELECT watchlist, drug, drug_kind, event, event_kind, count(*) AS listed_count, count(DISTINCT caseid) AS case_count
    FROM signals.watch_case
    GROUP BY watchlist, drug, drug_kind, event, event_kind
)

SELECT watchlist, drug, drug_kind, event, event_kind, watch.a, listed.listed_count
FROM signals.watch AS watch
SEMI JOIN signals.watch_analysis AS first ON watch.watchlist = first.watchlist AND watch.analysis = first.analysis AND first.is_primary
LEFT JOIN listed USING (watchlist, drug, drug_kind, event, event_kind)
WHERE watch.a != coalesce(listed.listed_count, 0) OR watch.a != coalesce(listed.case_count, 0)
