-- How do all cases of a drug class stand with death, among reports from health professionals?
FROM of_case_lists(
    (SELECT list(caseid) FROM faers.suspect WHERE ingredient IN ('imatinib', 'nilotinib', 'dasatinib'))
    , (SELECT list(caseid) FROM faers.case_outcome WHERE outcome = 'DE')
    , condition := reporter_type IN ('MD', 'PH', 'HP', 'OT', 'RN')
);
