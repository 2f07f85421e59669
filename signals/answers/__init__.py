"""What the reading commands of nibwatch answer, from the published file and the lake; nothing here writes to either."""
