-- Cases on a deleted list, by the latest list that names them
SELECT listed_quarter, count(*) AS cases, count(*) FILTER (is_back_after_deletion) AS back_after_deletion
FROM meta.deleted_case
GROUP BY listed_quarter
ORDER BY listed_quarter
