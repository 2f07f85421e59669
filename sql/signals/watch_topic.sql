-- Topic
-- Grain:  one row per watchlist: what it asks, and how sentences speak of the evidence beside its reports
-- Policy: the words are those of the watchlist and of the file of data/evidence that it names; without such a file
--         has_evidence is FALSE, the words of the evidence are NULL, and no animals, trials or papers stand beside the reports
SELECT protocol.name AS watchlist
    , protocol.title
    , protocol.question
    , protocol.class_name
    , protocol.version
    , protocol.sha256
    , evidence.name AS evidence
    , evidence.name IS NOT NULL AS has_evidence
    , evidence.disease
    , coalesce(evidence.event, 'a watched event') AS event
    , evidence.subject
    , evidence.studies
    , evidence.harm
    , evidence.harm_name
    , evidence.harm_question
    , evidence.efficacy_question
    , evidence.caveat
    , evidence.lesions
FROM watchlist.protocol AS protocol
LEFT JOIN watchlist.evidence AS evidence ON TRUE
