-- How long after the start of therapy did an event begin, in women, and how many reports say so?
FROM onset_of('imatinib', 'Optic neuritis', condition := sex = 'F');
