-- Publication
-- Grain:  one row per publication that PubMed was found to hold, or that a coded study or the human evidence rests on
-- Policy: a record of PubMed and a coded study are one publication where PMID or DOI says so; what PubMed states wins.
--         is_coded: a study of it stands in evidence.study with a direction
WITH known AS (
    SELECT publication
        , pmid
        , doi
        , title
        , journal
        , first_author
        , year
        , 'coded study' AS found_by
        , seen_level
        , direction != 'not coded' AS is_coded
        , retraction
    FROM evidence.study
    UNION ALL
    SELECT coalesce(identifier, citation)
        , nullif(regexp_extract(identifier, 'PMID ([0-9]+)', 1), '')
        , nullif(regexp_extract(identifier, 'doi (\S+)', 1), '')
        , citation
        , NULL
        , NULL
        , year
        , 'human evidence'
        , seen_level
        , FALSE
        , 'none'
    FROM reference.human_evidence
    WHERE kind NOT IN ('trial', 'label') AND EXISTS (SELECT 1 FROM watchlist.evidence)
)

, matched AS (
    SELECT coalesce('PMID ' || fetched.pmid, known.publication) AS publication
        , known.* EXCLUDE (publication)
        , fetched.pmid AS fetched_pmid
    FROM known
    LEFT JOIN literature.publication AS fetched
        ON known.pmid = fetched.pmid OR lower(known.doi) = lower(fetched.doi)
)

, ours AS (
    SELECT publication
        , min(coalesce(fetched_pmid, pmid)) AS pmid
        , min(doi) AS doi
        , min(title) AS title
        , min(journal) AS journal
        , min(first_author) AS first_author
        , min(year) AS year
        , list(DISTINCT found_by ORDER BY found_by) AS found_by
        , min(seen_level) AS seen_level
        , bool_or(is_coded) AS is_coded
        , CASE
            WHEN bool_or(retraction = 'retracted') THEN 'retracted'
            WHEN bool_or(retraction = 'expression of concern') THEN 'expression of concern'
            WHEN bool_or(retraction = 'corrected') THEN 'corrected'
            ELSE 'none'
        END AS retraction
    FROM matched
    GROUP BY publication
)

SELECT coalesce(ours.publication, 'PMID ' || fetched.pmid) AS publication
    , coalesce(fetched.pmid, ours.pmid) AS pmid
    , coalesce(fetched.doi, ours.doi) AS doi
    , coalesce(fetched.title, ours.title) AS title
    , fetched.abstract
    , coalesce(fetched.journal, ours.journal) AS journal
    , coalesce(fetched.first_author, ours.first_author) AS first_author
    , fetched.date_printed
    , CAST(coalesce(fetched.year, ours.year) AS INTEGER) AS year
    , fetched.publication_types
    , fetched.mesh_terms
    , fetched.substances
    , coalesce(fetched.retraction, ours.retraction, 'none') AS retraction
    , fetched.retraction_notice
    , coalesce(fetched.state, 'not asked for') AS state
    , list_sort(list_distinct(list_concat(coalesce(ours.found_by, []), coalesce(fetched.found_by, [])))) AS found_by
    , CAST(fetched.first_seen AS DATE) AS first_seen_date
    , coalesce(ours.is_coded, FALSE) AS is_coded
    , coalesce(ours.seen_level, CASE WHEN fetched.abstract IS NOT NULL THEN 'abstract' ELSE 'title only' END) AS seen_level
FROM ours
FULL JOIN literature.publication AS fetched ON ours.publication = 'PMID ' || fetched.pmid
ORDER BY publication
