-- Coded preclinical study
-- Grain:  one row per study x compound x model family, with how much of its source was read
-- Reads:  reference.preclinical_study
-- Policy: is_weighed: a demyelination model in which the animal or the myelinating cell met the drug itself; what is not
--         weighed says why. A paper counts once a publication, whatever it reports
SELECT study_id
    , compound
    , ingredient
    , target_class
    , kinase_targets
    , model
    , model_family
    , question
    , species
    , regimen
    , direction
    , direction_remark
    , main_outcome
    , cns_penetrant
    , is_weighed
    , not_weighed_reason
    , coalesce('PMID ' || pmid, 'doi ' || doi, title || coalesce(' (' || year || ')', ''), source) AS publication
    , pmid
    , doi
    , first_author
    , CAST(year AS INTEGER) AS year
    , journal
    , title
    , source
    , seen_level
    , remark
    , checked
FROM reference.preclinical_study
ORDER BY study_id
