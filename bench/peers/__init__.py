"""Other programs that a user could take instead, on the same counts: `python -m bench.peers`."""
