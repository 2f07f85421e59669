"""What mail and pages are made of: queries with their answers, blocks, charts, and numbers as text."""
