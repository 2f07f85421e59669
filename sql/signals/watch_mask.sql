-- Masking drug
-- Grain:  one row per watched event x analysis (the first, and the compared one) x drug that masks the event, the strongest first
-- Policy: a drug masks an event where the event's share among all reports is at least 1.05 times the share without the drug's
--         reports (masking ratio, Maignen 2014); at most five drugs an event, with at least 3 cases each
SELECT event
    , event_kind
    , analysis
    , rank
    , ingredient
    , drug_event_count
    , drug_case_count
    , event_case_count
    , masking_ratio
FROM watch.mask
ORDER BY event_kind, event, analysis, rank
