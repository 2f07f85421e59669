-- The watched drug or class of a name, whatever the letter case
SELECT DISTINCT drug FROM signals.watch WHERE lower(drug) = lower(trim($text))
