-- Animal studies, which are of the drug whatever the event, beside reports of one event group: drugs with either
WITH warned AS (
    SELECT drug, drug_kind, arg_min(caution, place) AS caution, bool_or(is_hollow) AS is_hollow
    FROM signals.watch_caution
    WHERE watchlist = $watchlist AND event = $event AND event_kind = 'group' AND analysis = $analysis
    GROUP BY drug, drug_kind
)

SELECT agreement.drug, agreement.drug_kind, agreement.event, agreement.animal_verdict, agreement.human_verdict
    , agreement.agreement, agreement.protective_count, agreement.harmful_count, agreement.mixed_count
    , agreement.null_count, agreement.study_count, agreement.base_rate, agreement.a, agreement.expected
    , warned.caution, coalesce(warned.is_hollow, FALSE) AS is_hollow
FROM evidence.agreement AS agreement
LEFT JOIN warned ON agreement.drug = warned.drug AND agreement.drug_kind = warned.drug_kind
WHERE agreement.watchlist = $watchlist AND agreement.event = $event
    AND (agreement.study_count > 0 OR agreement.human_verdict = 'disproportionate')
ORDER BY agreement.drug_kind <> 'ingredient', coalesce(agreement.human_verdict = 'disproportionate', FALSE) DESC
    , is_hollow ASC, warned.caution IS NOT NULL ASC, agreement.study_count DESC, agreement.drug_kind ASC, agreement.drug ASC
