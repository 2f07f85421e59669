-- Watched ingredients of an event group, beside animals
SELECT watch.drug, watch.a, watch.expected, watch.ror, watch.ror_lower, watch.ror_upper
    , watch.ic, watch.ic_lower, watch.ic_upper, watch.human_verdict, agreement.animal_verdict, agreement.agreement
FROM signals.watch AS watch
LEFT JOIN evidence.agreement AS agreement USING (drug, drug_kind, event)
WHERE watch.analysis = $analysis AND watch.event = $event AND watch.event_kind = 'group'
    AND watch.drug_kind = 'ingredient'
ORDER BY watch.a = 0, watch.ic_lower DESC, watch.drug ASC
