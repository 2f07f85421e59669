-- Source
-- Grain:  one row: what holds for the source as a whole
-- Policy: FDA leaves the reporter's occupation blank from 2025Q3 on
SELECT '2025Q2' AS reporter_known_until
    , 'all from 2025Q3 on, when reporter codes are blank' AS reporter_gap
