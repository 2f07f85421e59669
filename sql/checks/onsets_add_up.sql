-- every case behind a watched pair has a known time to onset or a reason why not
SELECT onset.watchlist, onset.drug, onset.event, onset.a, watch.a AS watch_a
FROM signals.watch_onset AS onset
FULL JOIN (
    SELECT *
    FROM signals.watch
    SEMI JOIN (SELECT watchlist, analysis FROM signals.watch_analysis WHERE is_primary) AS first USING (watchlist, analysis)
    WHERE a > 0
) AS watch USING (watchlist, drug, drug_kind, event, event_kind)
WHERE onset.a IS DISTINCT FROM watch.a
    OR onset.a != onset.known_count + onset.no_event_date_count + onset.event_not_to_day_count + onset.no_therapy_start_count
    + onset.therapy_start_not_to_day_count + onset.negative_count
