-- Animal studies, which are of the drug whatever the event, beside reports of one event group
SELECT drug, drug_kind, event, animal_verdict, human_verdict, agreement
    , protective_count, harmful_count, mixed_count, null_count, study_count, base_rate, a, expected
FROM evidence.agreement
WHERE event = $event
ORDER BY drug_kind <> 'ingredient', coalesce(human_verdict = 'disproportionate', FALSE) DESC
    , study_count DESC, drug_kind ASC, drug ASC
