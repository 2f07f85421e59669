"""How well the statistics of a published file separate known adverse reactions from negative controls."""
