-- Publication
-- Grain:  one row per publication that a coded study or the human evidence rests on
-- Reads:  evidence.study, reference.human_evidence
WITH found AS (
    SELECT publication
        , pmid
        , doi
        , title
        , journal
        , year
        , 'coded study' AS found_by
        , seen_level
    FROM evidence.study
    UNION ALL
    SELECT coalesce(identifier, citation)
        , nullif(regexp_extract(identifier, 'PMID ([0-9]+)', 1), '')
        , nullif(regexp_extract(identifier, 'doi (\S+)', 1), '')
        , citation
        , NULL
        , year
        , 'human evidence'
        , seen_level
    FROM reference.human_evidence
    WHERE kind NOT IN ('trial', 'label')
)

SELECT publication
    , min(pmid) AS pmid
    , min(doi) AS doi
    , min(title) AS title
    , min(journal) AS journal
    , min(year) AS year
    , min(found_by) AS found_by
    , min(seen_level) AS seen_level
FROM found
GROUP BY publication
ORDER BY publication
