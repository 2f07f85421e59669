-- The rows now of history.watchlist
SELECT publication.run_id, protocol.watchlist, protocol.version, protocol.sha256
FROM run.publication AS publication CROSS JOIN watchlist.protocol AS protocol
