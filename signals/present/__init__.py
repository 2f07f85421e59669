"""Building blocks of mail and pages: queries with their answers, blocks, charts, and numbers as text."""
