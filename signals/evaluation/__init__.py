"""How well the statistics of a published file tell known adverse reactions from pairs that are known to be none."""
