"""Mail: one door to the mail server, and the ledger that keeps a digest from being sent twice."""
