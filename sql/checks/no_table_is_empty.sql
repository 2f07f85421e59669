-- no table that a publication needs is empty
SELECT table_name
FROM (
    SELECT 'faers.cases' AS table_name, count(*) AS row_count FROM faers.cases
    UNION ALL
    SELECT 'faers.case_drug', count(*) FROM faers.case_drug
    UNION ALL
    SELECT 'faers.suspect', count(*) FROM faers.suspect
    UNION ALL
    SELECT 'faers.case_event', count(*) FROM faers.case_event
    UNION ALL
    SELECT 'signals.pair', count(*) FROM signals.pair
    UNION ALL
    SELECT 'signals.watch', count(*) FROM signals.watch
    UNION ALL
    SELECT 'evidence.study', (SELECT count(*) FROM evidence.study) FROM signals.watch_topic WHERE has_evidence
    UNION ALL
    SELECT 'evidence.agreement', (SELECT count(*) FROM evidence.agreement) FROM signals.watch_topic WHERE has_evidence
    UNION ALL
    SELECT 'meta.load', count(*) FROM meta.load
    UNION ALL
    SELECT 'meta.run', count(*) FROM meta.run
)
WHERE row_count = 0
