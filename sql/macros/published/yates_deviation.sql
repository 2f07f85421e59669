-- How far a lies from its expectation, half a case taken off as Yates (1934) has it, never below 0; NULL without any case
-- Example: SELECT yates_deviation(25, 1101, 62, 571385)
CREATE MACRO yates_deviation(a, b, c, d) AS
    greatest(
        abs(
            (cell_count(a) * cell_count(d) - cell_count(b) * cell_count(c))
            / nullif(cell_count(a) + cell_count(b) + cell_count(c) + cell_count(d), 0)
        ) - 0.5
        , 0
    );
