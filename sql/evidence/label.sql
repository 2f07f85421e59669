-- Label
-- Grain:  one row per sentence of a US label (openFDA) of a watched drug that names a demyelinating event
-- Policy: a sentence is shown, not judged: it can name the event as a reaction, as an indication or as what was not seen. A drug
--         without a row has no label at openFDA or none that names such an event; the two are not told apart here
SELECT ingredient
    , set_id
    , brand_names
    , manufacturer
    , CAST(effective_date AS DATE) AS effective_date
    , section
    , words
    , sentence
    , state AS label_state
FROM literature.label
ORDER BY ingredient, section, words, set_id, sentence
