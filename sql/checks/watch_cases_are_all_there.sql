-- every watched pair lists as many cases as the a of its primary analysis counts
WITH listed AS (
    SELECT drug, drug_kind, event, event_kind, count(*) AS listed_count, count(DISTINCT caseid) AS case_count
    FROM signals.watch_case
    GROUP BY drug, drug_kind, event, event_kind
)

SELECT drug, drug_kind, event, event_kind, watch.a, listed.listed_count
FROM signals.watch AS watch
LEFT JOIN listed USING (drug, drug_kind, event, event_kind)
WHERE watch.analysis = 'primary'
    AND (watch.a != coalesce(listed.listed_count, 0) OR watch.a != coalesce(listed.case_count, 0))
