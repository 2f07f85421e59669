-- Label
-- Grain:  one row per sentence of a US label (openFDA) of a watched drug that names an event of the watchlist
-- Policy: a sentence is shown, not judged: it can name the event as a reaction, as an indication or as what was not seen. A drug
--         without a row has no label at openFDA or none that names such an event; the two are not distinguished here. What labels
--         say of animals stands in evidence.animal_finding
SELECT label.ingredient
    , label.set_id
    , label.brand_names
    , label.manufacturer
    , CAST(label.effective_date AS DATE) AS effective_date
    , label.section
    , label.words
    , label.sentence
    , label.state AS label_state
FROM literature.label AS label
SEMI JOIN watchlist.drug AS watched ON label.ingredient = watched.ingredient
WHERE NOT regexp_matches(label.section, '^(animal_pharmacology|nonclinical_toxicology)')
ORDER BY label.ingredient, label.section, label.words, label.set_id, label.sentence
