-- Watched ingredients of each event group by verdict
SELECT event, count(*) AS watched_drugs, count(*) FILTER (a > 0) AS drugs_with_a_case
    , count(*) FILTER (human_verdict = 'disproportionate') AS disproportionate
    , count(*) FILTER (human_verdict = 'too few reports' AND a + b > 0) AS too_few_reports
    , count(*) FILTER (a + b = 0) AS no_report_of_the_drug
FROM signals.watch
WHERE analysis = $analysis AND event_kind = 'group' AND drug_kind = 'ingredient'
GROUP BY event
ORDER BY event
