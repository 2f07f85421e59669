-- What the topic is about: its event group, the analysis that it is judged in, and the first analysis, which stands beside
SELECT headline.term_group AS event
    , headline.title
    , compared.analysis AS comparison
    , compared.words AS comparison_words
    , first.analysis AS first_analysis
    , first.words AS first_analysis_words
    , topic.watchlist
    , topic.question
    , topic.title AS topic_title
    , topic.has_evidence
    , topic.class_name
    , topic.disease
    , topic.event AS label_event
    , topic.subject
    , topic.studies AS animal_studies
    , topic.lesions
FROM signals.watch_group AS headline
INNER JOIN signals.watch_analysis AS compared ON headline.watchlist = compared.watchlist AND compared.is_comparison
INNER JOIN signals.watch_analysis AS first ON headline.watchlist = first.watchlist AND first.is_primary
INNER JOIN signals.watch_topic AS topic ON headline.watchlist = topic.watchlist
WHERE headline.watchlist = $watchlist AND headline.is_comparison
