-- The published parameters of the linkage model; none where there were too few cases to learn from
FROM meta.linkage_parameter
