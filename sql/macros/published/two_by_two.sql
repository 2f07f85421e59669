-- The 2x2 table of one ingredient and one preferred term in counted cases, its measures, criteria and verdict, a = 0 included. Any
-- letter case; an unknown name is an error that says what comes near. Grain: one row
-- Example: FROM two_by_two('imatinib', 'Optic neuritis')
CREATE MACRO two_by_two(ingredient, event) AS TABLE
    FROM compare([ingredient], [event]);
