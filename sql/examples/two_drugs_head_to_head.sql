-- How do two drugs compare directly, cases that suspect both left out, and what if a cell is empty?
SELECT comparator
    , a
    , b
    , c
    , d
    , both_count AS in_both
    , round(ror_corrected, 2) AS ror
    , round(ror_corrected_lower, 2) AS lower
    , round(ror_corrected_upper, 2) AS upper
    , is_corrected
FROM (
    FROM head_to_head('imatinib', 'nilotinib', 'Optic neuritis')
    UNION ALL
    FROM head_to_head('imatinib', 'dasatinib', 'Optic neuritis')
) AS compared
ORDER BY comparator;
