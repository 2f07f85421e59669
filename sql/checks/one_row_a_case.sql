-- a case has one row in faers.cases
SELECT caseid, count(*) AS row_count
FROM faers.cases
GROUP BY caseid
HAVING count(*) > 1
