-- Quarters that loaded although their rows look broken
SELECT DISTINCT quarter
FROM meta.load
WHERE flag IS NOT NULL
ORDER BY quarter
