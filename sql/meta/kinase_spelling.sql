-- Misspelt kinase inhibitor
-- Grain:  one row per word of drug texts that was read as the name of a kinase inhibitor one edit away, the most frequent first
-- Policy: docs/methods.md, Drug names
SELECT word
    , ingredient
    , name
    , record_count
FROM names.kinase_spelling
ORDER BY record_count DESC, word ASC
