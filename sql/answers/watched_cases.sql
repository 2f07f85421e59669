-- Cases of a watched drug, each once with the event groups it counts in, as a reviewer reads them
WITH of_case AS (
    SELECT any_value(COLUMNS(* EXCLUDE (caseid, drug, drug_kind, event, event_kind))), caseid
        , list(event ORDER BY event) AS events
    FROM signals.watch_case WHERE watchlist = $watchlist AND drug = $drug AND event_kind = 'group'
    GROUP BY caseid
)

SELECT caseid, init_fda_date, quarter
    , array_to_string(events, ', ') AS "event group"
    , coalesce(nullif(array_to_string(reactions, ', '), ''), 'not reported') AS reactions
    , coalesce(nullif(array_to_string(drugnames, ', '), ''), 'not reported') || ' (' || role || ')' AS "drug as reported"
    , coalesce(nullif(array_to_string(indications, ', '), ''), 'not reported') AS "given for"
    , coalesce(nullif(array_to_string(other_suspects, ', '), ''), 'none') AS "other suspects"
    , concat_ws(
        '; '
        , coalesce(left(start_date::VARCHAR, CASE start_date_precision WHEN 'month' THEN 7 WHEN 'year' THEN 4 ELSE 10 END), 'not reported')
        , coalesce(left(event_date::VARCHAR, CASE event_date_precision WHEN 'month' THEN 7 WHEN 'year' THEN 4 ELSE 10 END), 'not reported')
        , coalesce(format('{:,} days', onset_days), 'days unknown')
    ) AS "start, event, onset"
    , coalesce(nullif(array_to_string(dechallenge, ', '), ''), 'not reported') || '; '
        || coalesce(nullif(array_to_string(rechallenge, ', '), ''), 'not reported') AS "stopped, given again"
    , coalesce(nullif(array_to_string(outcomes, ', '), ''), 'not reported') AS outcome
    , coalesce(format('{:.0f} years', age_years), 'age not reported') || '; sex ' || coalesce(sex, 'not reported') AS patient
    , coalesce(reporter_type, 'not reported') || '; ' || coalesce(country, 'not reported') AS "reporter, country"
    , coalesce(sender, 'to ' || $publisher || ' directly') AS sender
    , coalesce(literature_reference, 'none cited') AS article
    , coalesce(nullif(array_to_string(duplicate_caseids, ', '), ''), 'none found')
        AS "possible duplicates"
    , coalesce(nullif(array_to_string(analyses, ', '), ''), 'not reported') AS "counts in"
FROM of_case
ORDER BY init_fda_date DESC NULLS LAST, caseid DESC
