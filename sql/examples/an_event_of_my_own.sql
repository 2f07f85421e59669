-- How does imatinib stand with an event that I define by a list of terms: optic neuritis or transverse myelitis?
FROM of_event_cases(
    'imatinib'
    , (SELECT list(DISTINCT caseid) FROM faers.case_event WHERE event_pt IN ('Optic neuritis', 'Myelitis transverse'))
);
