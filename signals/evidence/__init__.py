"""What evidence from outside FAERS amounts to: pure functions, arrays in, arrays out."""
