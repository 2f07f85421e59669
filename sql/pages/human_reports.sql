-- Published reports on people and a drug
SELECT ingredient AS drug, kind, year, citation, case_count, finding, direction, seen_level
FROM evidence.human_report
WHERE watchlist = $watchlist AND ingredient IN $drugs
ORDER BY year, citation
