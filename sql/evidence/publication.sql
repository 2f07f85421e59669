-- Publication
-- Grain:  one row per publication that PubMed or Europe PMC was found to hold, or that a coded study or the human evidence rests on
-- Policy: records of PubMed and Europe PMC and a coded study are one publication where PMID or DOI says so, a preprint and the article
--         that it became likewise; what PubMed states wins. is_preprint: no article of it is known.
--         is_coded: a study of it stands in evidence.study with a direction
WITH european AS (
    SELECT record.*
        , coalesce(
            'PMID ' || coalesce(same.pmid, published.pmid, record.pmid, article.pmid)
            , 'Europe PMC ' || coalesce(article.record, record.record)
        ) AS publication
    FROM literature.europepmc AS record
    LEFT JOIN literature.europepmc AS article ON record.published_as = article.record
    LEFT JOIN literature.publication AS same ON record.pmid = same.pmid OR lower(record.doi) = lower(same.doi)
    LEFT JOIN literature.publication AS published ON record.published_as = 'MED/' || published.pmid
)

, in_europe AS (
    SELECT publication
        , arg_min(european, (is_preprint, record)) AS best
        , min(record) FILTER (is_preprint) AS preprint
        , list_distinct(list_transform(flatten(list(publication_types)), LAMBDA name: lower(name))) AS types
        , max(pmcid) AS pmcid
        , bool_or(is_open_access) AS is_open_access
        , max(cited_by_count) AS cited_by_count
        , list_distinct(flatten(list(found_by))) AS found_by
        , min(first_seen) AS first_seen
    FROM european
    GROUP BY publication
)

, fetched AS (
    SELECT coalesce('PMID ' || pubmed.pmid, in_europe.publication) AS publication
        , coalesce(pubmed.pmid, in_europe.best.pmid) AS pmid
        , coalesce(pubmed.doi, in_europe.best.doi) AS doi
        , coalesce(pubmed.title, in_europe.best.title) AS title
        , coalesce(pubmed.abstract, in_europe.best.abstract) AS abstract
        , coalesce(pubmed.journal, in_europe.best.journal) AS journal
        , coalesce(pubmed.first_author, in_europe.best.first_author) AS first_author
        , pubmed.date_printed
        , coalesce(pubmed.year, in_europe.best.year) AS year
        , coalesce(pubmed.publication_types, in_europe.best.publication_types) AS publication_types
        , pubmed.mesh_terms
        , pubmed.substances
        , coalesce(pubmed.retraction, CASE WHEN list_contains(in_europe.types, 'retracted publication') THEN 'retracted' END)
            AS retraction
        , pubmed.retraction_notice
        , coalesce(pubmed.state, 'in Europe PMC') AS state
        , list_concat(coalesce(pubmed.found_by, []), coalesce(in_europe.found_by, [])) AS found_by
        , least(pubmed.first_seen, in_europe.first_seen) AS first_seen
        , in_europe.preprint
        , pubmed.pmid IS NULL AND in_europe.best.is_preprint AND in_europe.best.published_as IS NULL AS is_preprint
        , in_europe.pmcid
        , in_europe.is_open_access
        , in_europe.cited_by_count
    FROM literature.publication AS pubmed
    FULL JOIN in_europe ON 'PMID ' || pubmed.pmid = in_europe.publication
)

, known AS (
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
    SELECT coalesce(fetched.publication, known.publication) AS publication
        , known.* EXCLUDE (publication)
        , fetched.pmid AS fetched_pmid
    FROM known
    LEFT JOIN fetched
        ON known.pmid = fetched.pmid OR lower(known.doi) = lower(fetched.doi)
)

, curated AS (
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

SELECT coalesce(curated.publication, fetched.publication) AS publication
    , coalesce(fetched.pmid, curated.pmid) AS pmid
    , coalesce(fetched.doi, curated.doi) AS doi
    , coalesce(fetched.title, curated.title) AS title
    , fetched.abstract
    , coalesce(fetched.journal, curated.journal) AS journal
    , coalesce(fetched.first_author, curated.first_author) AS first_author
    , fetched.date_printed
    , CAST(coalesce(fetched.year, curated.year) AS INTEGER) AS year
    , fetched.publication_types
    , fetched.mesh_terms
    , fetched.substances
    , coalesce(fetched.retraction, curated.retraction, 'none') AS retraction
    , fetched.retraction_notice
    , fetched.preprint
    , coalesce(fetched.is_preprint, FALSE) AS is_preprint
    , fetched.pmcid
    , coalesce(fetched.is_open_access, FALSE) AS is_open_access
    , fetched.cited_by_count
    , coalesce(fetched.state, 'not asked for') AS state
    , list_sort(list_distinct(list_concat(coalesce(curated.found_by, []), coalesce(fetched.found_by, [])))) AS found_by
    , CAST(fetched.first_seen AS DATE) AS first_seen_date
    , coalesce(curated.is_coded, FALSE) AS is_coded
    , coalesce(curated.seen_level, CASE WHEN fetched.abstract IS NOT NULL THEN 'abstract' ELSE 'title only' END) AS seen_level
FROM curated
FULL JOIN fetched ON curated.publication = fetched.publication
ORDER BY publication
