-- Coded preclinical study
-- Grain:  one row per study x compound x model family, with how much of its source was read; none where no topic has evidence
-- Policy: a laboratory that nobody saw is that of its publication: two papers by unseen people are not one. Laboratories that
--         share a party with an interest (a sponsor) are one independent group, by whatever chain of them. is_weighed: a
--         model of the disease in which the animal or the myelinating cell met the drug itself; what is not weighed says why. A
--         retraction counts whether the coder wrote it down or PubMed says so, the graver of the two
WITH RECURSIVE named AS (
    SELECT study_id
        , coalesce('PMID ' || pmid, 'doi ' || doi, title || coalesce(' (' || year || ')', ''), source) AS publication
        , CASE WHEN independent_group = 'not seen' THEN publication || ' (group not seen)' ELSE independent_group END AS laboratory
    FROM reference.preclinical_study
)

, of_party AS (
    SELECT DISTINCT interest.party
        , named.laboratory
    FROM reference.study_interest AS interest
    INNER JOIN named USING (study_id)
)

, linked AS (
    SELECT DISTINCT laboratory
        , laboratory AS other
    FROM of_party
    UNION
    SELECT linked.laboratory
        , another.laboratory AS other
    FROM linked
    INNER JOIN of_party AS one ON linked.other = one.laboratory
    INNER JOIN of_party AS another ON one.party = another.party
)

, independent AS (
    SELECT laboratory
        , string_agg(other, '; ' ORDER BY other) AS independent_group
    FROM linked
    GROUP BY laboratory
)

, said_by_pubmed AS (
    SELECT study.study_id
        , max(CASE publication.retraction
            WHEN 'retracted' THEN 3 WHEN 'expression of concern' THEN 2 WHEN 'corrected' THEN 1 ELSE 0
        END) AS gravity
    FROM reference.preclinical_study AS study
    INNER JOIN literature.publication AS publication
        ON study.pmid = publication.pmid OR lower(study.doi) = lower(publication.doi)
    GROUP BY study.study_id
)

SELECT study.study_id
    , study.compound
    , study.ingredient
    , study.target_class
    , study.kinase_targets
    , study.model
    , study.model_family
    , study.question
    , study.species
    , study.regimen
    , study.regimen_kind
    , CAST(study.treatment_days AS INTEGER) AS treatment_days
    , study.direction
    , study.direction_remark
    , study.main_outcome
    , study.randomised
    , study.blinded
    , study.cns_penetrant
    , study.brain_penetrant
    , study.is_weighed
    , study.not_weighed_reason
    , named.publication
    , study.pmid
    , study.doi
    , study.first_author
    , named.laboratory
    , coalesce(independent.independent_group, named.laboratory) AS independent_group
    , CAST(study.year AS INTEGER) AS year
    , study.journal
    , study.title
    , study.source
    , study.seen_level
    , study.remark
    , CASE greatest(
            coalesce(said_by_pubmed.gravity, 0)
            , CASE study.retraction
                WHEN 'retracted' THEN 3 WHEN 'expression of concern' THEN 2 WHEN 'corrected' THEN 1 ELSE 0
            END
        )
        WHEN 3 THEN 'retracted' WHEN 2 THEN 'expression of concern' WHEN 1 THEN 'corrected' ELSE 'none'
    END AS retraction
    , study.checked_by
    , CAST(study.checked_date AS DATE) AS checked_date
    , study.checked_by || ', ' || study.checked_date AS checked
FROM reference.preclinical_study AS study
INNER JOIN named USING (study_id)
LEFT JOIN independent USING (laboratory)
LEFT JOIN said_by_pubmed USING (study_id)
WHERE EXISTS (SELECT 1 FROM watchlist.evidence)
ORDER BY study.study_id
