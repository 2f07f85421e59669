-- The roles of a list in any letter case, once each; an error where one is unknown, or none is listed. Grain: one row a role
-- Example: FROM listed_role(['PS', 'ss'])
CREATE MACRO listed_role(roles) AS TABLE
    WITH listed AS (
        SELECT DISTINCT upper(trim(one.name)) AS role
        FROM (
            SELECT unnest(CASE WHEN len(CAST(roles AS VARCHAR[])) > 0 THEN CAST(roles AS VARCHAR[]) ELSE [NULL] END) AS name
        ) AS one
    )

    SELECT CASE WHEN listed.role IN ('PS', 'SS', 'C', 'I', 'DN') THEN listed.role
            ELSE error(
                'Expected roles of faers.case_drug, a list such as [''PS'', ''SS''] of PS (primary suspect), SS (secondary suspect), '
                || 'C (concomitant), I (interacting) and DN (drug not administered); found '
                || coalesce(chr(39) || listed.role || chr(39), 'none')
            )
        END AS role
    FROM listed;
