"""Mail: the connection to the mail server, and the ledger that prevents sending a digest twice."""
