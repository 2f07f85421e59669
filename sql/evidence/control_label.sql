-- Negative control whose label names a watched event
-- Grain:  one row per negative control x event group x term of the group that a sentence of its US labels names
-- Policy: there should be none: a control is a drug without a known reaction of the group. A row asks for the watchlist to be
--         changed; the control counts in the calibration until it is, so that a label alone changes no published number. Labels
--         write terms in their own order and with accents (transverse myelitis, Guillain-Barré): a term is its set of words
WITH named AS (
    SELECT label.*
        , list_sort(regexp_extract_all(strip_accents(lower(word)), '\w+')) AS term_words
    FROM (SELECT *, unnest(string_split(words, ', ')) AS word FROM literature.label) AS label
    WHERE NOT regexp_matches(label.section, '^(animal_pharmacology|nonclinical_toxicology|indications)')
)

SELECT control.drug
    , control.event
    , event.event_pt
    , count(DISTINCT named.set_id) AS label_count
    , min(named.section) AS section
    , min(named.sentence) AS sentence
FROM (SELECT DISTINCT drug, event FROM watchlist.control WHERE control_kind = 'negative') AS control
INNER JOIN watchlist.event AS event ON control.event = event.event AND event.event_kind = 'group'
INNER JOIN named
    ON control.drug = named.ingredient AND named.term_words = list_sort(regexp_extract_all(strip_accents(lower(event.event_pt)), '\w+'))
GROUP BY control.drug, control.event, event.event_pt
ORDER BY control.drug, control.event, event.event_pt
