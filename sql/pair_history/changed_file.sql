-- Files of zips that differ between the publication before and what is being built
WITH before AS (SELECT DISTINCT quarter, table_name, member, sha256 FROM previous.meta.load)

, now AS (SELECT DISTINCT quarter, table_name, member, sha256 FROM meta.load)

(FROM before
EXCEPT
FROM now)
UNION ALL
(FROM now
EXCEPT
FROM before)
