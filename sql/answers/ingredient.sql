-- The ingredient of a name, whatever the letter case
SELECT ingredient FROM faers.ingredient WHERE ingredient = lower(trim($text))
