-- Cases of a watched drug, each once with the event groups it counts in
SELECT any_value(COLUMNS(* EXCLUDE (caseid, drug, drug_kind, event, event_kind))), caseid
    , list(event ORDER BY event) AS events
FROM signals.watch_case WHERE watchlist = $watchlist AND drug = $drug AND event_kind = 'group'
GROUP BY caseid ORDER BY any_value(init_fda_date) DESC NULLS LAST, caseid DESC
