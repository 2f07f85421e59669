-- The rows now of evidence.run_before
SELECT publication.run_id, publication.quarters, protocol.sha256 AS watchlist_sha256, publication.code_version
FROM run.publication AS publication CROSS JOIN watchlist.protocol AS protocol
