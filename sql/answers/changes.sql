-- What changed in the evidence on a drug, the newest first
SELECT CAST(published_at AS DATE) AS published, change, coalesce(event, reference) AS of
    , value_before AS before, value_after AS after, array_to_string(why, '; ') AS why
FROM evidence.change WHERE list_contains(drugs, $drug) ORDER BY published_at DESC, change ASC, reference ASC LIMIT $shown
