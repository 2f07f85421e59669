-- What changed in the evidence on a drug, the newest first
SELECT CAST(timezone($timezone, timezone('UTC', published_at)) AS DATE) AS published, change, coalesce(event, reference) AS of
    , value_before AS before, value_after AS after, array_to_string(why, '; ') AS why
FROM evidence.change LEFT JOIN (SELECT rowid AS place, run_id FROM meta.run) AS run USING (run_id)
WHERE list_contains(drugs, $drug) ORDER BY place ASC, change ASC, reference ASC LIMIT $shown
