-- Files with a flag or a note, flags first
SELECT quarter, table_name, string_agg(DISTINCT concat_ws('; ', flag, note), '; ') AS why
FROM meta.load WHERE flag IS NOT NULL OR note IS NOT NULL
GROUP BY ALL ORDER BY bool_or(flag IS NOT NULL) DESC, quarter DESC, table_name ASC
