-- Negative control whose label names a watched event
-- Grain:  one row per negative control x event group x term of the group that a sentence of its US labels names
-- Policy: there should be none: a control is a drug without a known reaction of the group. A row asks for the watchlist to be
--         changed; the control counts in the calibration until it is, so that a label alone changes no published number
SELECT control.drug
    , control.event
    , event.event_pt
    , count(DISTINCT label.set_id) AS label_count
    , min(label.section) AS section
    , min(label.sentence) AS sentence
FROM (SELECT DISTINCT drug, event FROM watchlist.control WHERE control_kind = 'negative') AS control
INNER JOIN watchlist.event AS event ON control.event = event.event AND event.event_kind = 'group'
INNER JOIN literature.label AS label
    ON control.drug = label.ingredient AND list_contains(string_split(label.words, ', '), lower(event.event_pt))
WHERE NOT regexp_matches(label.section, '^(animal_pharmacology|nonclinical_toxicology|indications)')
GROUP BY control.drug, control.event, event.event_pt
ORDER BY control.drug, control.event, event.event_pt
