-- Evidence of research compounds that a drug inherits through a target
-- Grain:  one row per watched ingredient x weighed study of a compound that is no medicine x target that both bind
-- Policy: shown beside the drug's own evidence, in no verdict. The compound binds a target at 100 nmol/L or below, or its study names it.
--         The drug binds it where at least a tenth of the target is bound at its free concentration in therapy, C / (C + Kd); where
--         no concentration is known, at 100 nmol/L or below, and the grade says so. Kd is the lowest that was measured: without ATP
--         (binding assay) it is lower than in a cell. docs/methods.md, Evidence through a target
WITH affinity AS (
    SELECT compound
        , ingredient
        , gene
        , min(kd_nm) AS kd_nm
        , max(kd_nm) AS highest_kd_nm
        , bool_or(kd_nm IS NULL) AS is_named
    FROM reference.kinase_affinity
    GROUP BY compound, ingredient, gene
)

, drug_target AS (
    SELECT affinity.ingredient AS drug
        , affinity.gene
        , min(affinity.kd_nm) AS kd_nm
        , max(affinity.highest_kd_nm) AS highest_kd_nm
        , any_value(concentration.total_nm * concentration.unbound_share) AS free_concentration_nm
        , free_concentration_nm / (free_concentration_nm + min(affinity.kd_nm)) AS bound_share
    FROM affinity
    SEMI JOIN watchlist.drug AS watched ON affinity.ingredient = watched.ingredient
    LEFT JOIN reference.clinical_concentration AS concentration ON affinity.ingredient = concentration.ingredient
    GROUP BY affinity.ingredient, affinity.gene
)

, graded AS (
    SELECT *
        , CASE
            WHEN bound_share >= 0.5 THEN 'half bound'
            WHEN bound_share >= 0.1 THEN 'a tenth bound'
            WHEN bound_share IS NULL AND kd_nm <= 10 THEN 'below 10 nmol/L, concentration not known'
            WHEN bound_share IS NULL AND kd_nm <= 100 THEN 'below 100 nmol/L, concentration not known'
        END AS grade
    FROM drug_target
)

SELECT graded.drug
    , study.study_id
    , study.compound
    , graded.gene
    , graded.kd_nm
    , graded.highest_kd_nm
    , graded.free_concentration_nm
    , graded.bound_share
    , graded.grade
    , affinity.kd_nm AS compound_kd_nm
    , study.question
    , study.model_family
    , study.direction
    , 'through ' || graded.gene || ', ' || format(CASE WHEN graded.kd_nm >= 10 THEN '{:.0f}' ELSE '{:.2g}' END, graded.kd_nm) || ' nmol/L'
        AS way
FROM graded
INNER JOIN affinity ON graded.gene = affinity.gene AND (affinity.is_named OR affinity.kd_nm <= 100)
INNER JOIN evidence.study AS study ON affinity.compound = study.compound AND study.ingredient IS NULL
INNER JOIN evidence.study_weight AS weight ON study.study_id = weight.study_id AND weight.weight > 0
WHERE graded.grade IS NOT NULL
ORDER BY graded.drug, graded.gene, study.study_id
