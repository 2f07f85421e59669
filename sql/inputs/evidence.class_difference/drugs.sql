-- Drugs of the class with animal and human verdict
SELECT agreement.event, agreement.animal_verdict, agreement.human_verdict
    , coalesce(class.drug, agreement.drug) AS target_class
FROM evidence.agreement AS agreement
LEFT JOIN watchlist.drug AS class
    ON class.drug_kind = 'target_class' AND agreement.drug = class.ingredient
WHERE agreement.drug_kind = 'ingredient' AND agreement.agreement != 'no relevant model'
ORDER BY agreement.event, agreement.drug
