-- Weight of a coded study
-- Grain:  one row per weighed study: each discount and their product, before one group's studies are capped
-- Policy: every weight is a discount of at most 1 and stands in data/reference/study_weights.csv with its reason. Missing
--         randomisation or blinding discounts what shows an effect; it makes effects, not null results
WITH graded AS (
    SELECT study_id
        , CASE WHEN model_family = 'culture' THEN 'culture' ELSE 'in vivo' END AS setting
        , regimen_kind AS regimen
        , CASE
            WHEN randomised = 'yes' AND blinded = 'yes' THEN 'randomised and blinded'
            WHEN randomised = 'yes' OR blinded = 'yes' THEN 'randomised or blinded'
            ELSE 'neither stated'
        END AS rigour
        , retraction
        , direction = 'no effect' AS is_null_result
    FROM evidence.study
    WHERE is_weighed
)

SELECT graded.study_id
    , graded.setting
    , setting.weight AS setting_weight
    , graded.regimen
    , regimen.weight AS regimen_weight
    , graded.rigour
    , CASE WHEN graded.is_null_result THEN 1 ELSE rigour.weight END AS rigour_weight
    , graded.retraction
    , retraction.weight AS retraction_weight
    , setting.weight * regimen.weight * CASE WHEN graded.is_null_result THEN 1 ELSE rigour.weight END * retraction.weight
        AS weight
FROM graded
LEFT JOIN reference.study_weight AS setting ON setting.factor = 'setting' AND graded.setting = setting.value
LEFT JOIN reference.study_weight AS regimen ON regimen.factor = 'regimen' AND graded.regimen = regimen.value
LEFT JOIN reference.study_weight AS rigour ON rigour.factor = 'rigour' AND graded.rigour = rigour.value
LEFT JOIN reference.study_weight AS retraction ON retraction.factor = 'retraction' AND graded.retraction = retraction.value
ORDER BY graded.study_id
