-- The label of animal evidence; the first that holds. Its inputs count independent groups with weight above 0:
--   group_count                  all groups                  in_vivo_group_count    those whose animals met the drug
--   is_harmful                   a model family in which harm was found: sql/evidence/animal_posterior.sql
--   probability_below            the highest posterior probability of a family that its rate is below the base rate
--   contrary_group_count         groups that found harm or a mixed result
CREATE OR REPLACE TEMP MACRO animal_label(group_count, in_vivo_group_count, is_harmful, probability_below, contrary_group_count) AS
CASE
    WHEN coalesce(group_count, 0) = 0 THEN 'none found'
    WHEN is_harmful THEN 'harmful'
    WHEN coalesce(in_vivo_group_count, 0) < 2 THEN 'too few'
    WHEN coalesce(probability_below, 0) >= 0.95 THEN 'less protective than the base rate'
    WHEN contrary_group_count > 0 THEN 'mixed'
    ELSE 'uninformative'
END;
