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
    SELECT 'signals.watch_topic', count(*) FROM signals.watch_topic
    UNION ALL
    SELECT topic.watchlist || ': signals.watch', count(watch.drug)
    FROM signals.watch_topic AS topic
    LEFT JOIN signals.watch AS watch USING (watchlist)
    GROUP BY topic.watchlist
    UNION ALL
    SELECT topic.watchlist || ': evidence.study', count(study.study_id)
    FROM signals.watch_topic AS topic
    LEFT JOIN evidence.study AS study USING (watchlist)
    WHERE topic.has_evidence
    GROUP BY topic.watchlist
    UNION ALL
    SELECT topic.watchlist || ': evidence.agreement', count(agreement.drug)
    FROM signals.watch_topic AS topic
    LEFT JOIN evidence.agreement AS agreement USING (watchlist)
    WHERE topic.has_evidence
    GROUP BY topic.watchlist
    UNION ALL
    SELECT 'meta.load', count(*) FROM meta.load
    UNION ALL
    SELECT 'meta.run', count(*) FROM meta.run
) AS counted
WHERE row_count = 0
