-- Event group
-- Grain:  one row per event group of the watchlist, in its order
SELECT protocol.name AS watchlist
    , listed.term_group
    , listed.place
    , listed.title
    , listed.description
    , listed.term_group = protocol.comparison_group AS is_comparison
    , listed.has_animal_model
    , listed.terms
FROM watchlist.event_group AS listed
CROSS JOIN watchlist.protocol AS protocol
ORDER BY listed.place
