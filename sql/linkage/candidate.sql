-- Candidate
-- Grain:  one row per pair of cases x rule that has them in one block
-- Policy: docs/decisions/0003-duplicates.md. A block of more than 10 cases tells none of them from the others and is left out, so
--         that a case is compared with at most 9 others a rule, and the pairs grow no faster than the cases
WITH small AS (
    SELECT caseid
        , rule
        , block_key
    FROM linkage.block
    QUALIFY count(*) OVER (PARTITION BY block_key, rule) BETWEEN 2 AND 10
)

SELECT one.caseid
    , other.caseid AS other_caseid
    , one.rule
FROM small AS one
INNER JOIN small AS other
    ON one.block_key = other.block_key
    AND one.rule = other.rule
    AND one.caseid < other.caseid
