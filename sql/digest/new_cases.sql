-- Cases of watched pairs that were not there in the publication compared with, the latest received first
SELECT drug, drug_kind, event, event_kind, count(*) AS cases
    , list(caseid ORDER BY cases.fda_date DESC NULLS LAST, caseid DESC)[:3] AS newest
FROM signals.watch_case AS now
INNER JOIN faers.cases AS cases USING (caseid)
ANTI JOIN (
    SELECT drug, drug_kind, event, event_kind, caseid
    FROM history.watch_case
    WHERE watchlist = $watchlist AND run_id = $run_id AND list_contains(analyses, $analysis)
) AS before USING (drug, drug_kind, event, event_kind, caseid)
WHERE now.watchlist = $watchlist AND list_contains(now.analyses, $analysis)
    AND EXISTS (FROM history.watch_case WHERE watchlist = $watchlist AND run_id = $run_id)
GROUP BY drug, drug_kind, event, event_kind
ORDER BY drug ASC, drug_kind ASC, event ASC, event_kind ASC
