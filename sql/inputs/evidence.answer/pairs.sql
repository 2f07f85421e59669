-- What the answer on a watched drug rests on: a row per drug x event group that an animal model speaks to
-- Policy: what is known of a medicine is known of its target class and the class, too. The groups an animal model speaks to are
--         of the central nervous system, so that a published case of peripheral nerves is none of theirs
WITH watched AS (
    SELECT DISTINCT drug
        , drug_kind
        , ingredient
    FROM watchlist.drug
)

, published_case AS (
    SELECT watched.drug
        , watched.drug_kind
        , count(*) AS report_count
    FROM evidence.human_report AS report
    INNER JOIN watched USING (ingredient)
    WHERE report.kind IN ('case report', 'case series')
        AND report.direction LIKE 'signal%'
        AND NOT contains(report.direction, 'peripheral')
    GROUP BY watched.drug, watched.drug_kind
)

, listed AS (
    SELECT watched.drug
        , watched.drug_kind
        , event.term_group AS event
        , count(DISTINCT watched.ingredient) AS listed_count
    FROM evidence.human_report AS report
    INNER JOIN watched USING (ingredient)
    INNER JOIN watchlist.event_group AS event ON report.direction = 'listed: a term of ' || event.term_group
    WHERE report.kind = 'label'
    GROUP BY watched.drug, watched.drug_kind, event.term_group
)

, open_trial AS (
    SELECT watched.drug
        , watched.drug_kind
        , list(DISTINCT trial.trial ORDER BY trial.trial) AS trials
    FROM evidence.trial AS trial
    INNER JOIN watched USING (ingredient)
    WHERE trial.direction IS NULL AND NOT trial.has_results AND trial.nct_id IS NOT NULL
    GROUP BY watched.drug, watched.drug_kind
)

, set_aside AS (
    SELECT watched.drug
        , watched.drug_kind
        , list(study.study_id || ', ' || study.not_weighed_reason ORDER BY study.study_id) AS studies
    FROM evidence.study AS study
    INNER JOIN watched USING (ingredient)
    WHERE study.question = 'harm' AND study.direction = 'harmful' AND NOT study.is_weighed
    GROUP BY watched.drug, watched.drug_kind
)

, studied AS (
    SELECT of_drug.drug
        , of_drug.drug_kind
        , bool_or(study.brain_penetrant IN ('yes', 'limited', 'no')) AS says_penetration
        , list_sort(list(DISTINCT coalesce(study.ingredient, study.compound || ', no medicine'))
            FILTER (study.question = 'harm' AND study.direction = 'harmful' AND weight.weight > 0)) AS harmful_compounds
        , max(study.treatment_days) FILTER (weight.weight > 0) AS treatment_days
        , count(study.treatment_days) FILTER (weight.weight > 0) AS timed_count
    FROM evidence.study_of_drug AS of_drug
    INNER JOIN evidence.study AS study USING (study_id)
    INNER JOIN evidence.study_weight AS weight USING (study_id)
    GROUP BY of_drug.drug, of_drug.drug_kind
)

, target AS (
    SELECT drug
        , gene
        , min(kd_nm) AS kd_nm
        , any_value(way) AS way
        , list(DISTINCT study_id) AS study_ids
        , list(DISTINCT study_id) FILTER (direction = 'harmful') AS harmful_ids
    FROM evidence.inherited
    WHERE question = 'harm' AND grade IN ('half bound', 'below 10 nmol/L, concentration not known')
    GROUP BY drug, gene
)

, inherited AS (
    SELECT drug
        , len(list_distinct(flatten(list(study_ids)))) AS study_count
        , len(list_distinct(flatten(list(coalesce(harmful_ids, []))))) AS harmful_count
        , list(way ORDER BY kd_nm, way) AS ways
    FROM target
    GROUP BY drug
)

, cautioned AS (
    SELECT drug
        , drug_kind
        , event
        , analysis
        , bool_or(is_hollow) AS is_hollow
        , list(caution ORDER BY place) FILTER (rule NOT IN ('many looks', 'negative controls', 'one case')) AS cautions
    FROM signals.watch_caution
    WHERE event_kind = 'group'
    GROUP BY drug, drug_kind, event, analysis
)

, fate AS (
    SELECT failed_effect
        , marketed_effect
        , answer
    FROM evidence.fate_difference
    WHERE measure = 'percent_reduction'
)

SELECT agreement.drug
    , agreement.drug_kind
    , agreement.event
    , summary.event_title
    , topic.harm
    , topic.harm_noun
    , topic.subject
    , topic.disease_name
    , topic.target_organ
    , agreement.study_count
    , agreement.group_count
    , agreement.protective_count
    , agreement.harmful_count
    , agreement.mixed_count
    , agreement.null_count
    , agreement.myelin_protective_count + agreement.myelin_harmful_count + agreement.myelin_other_count AS myelin_count
    , agreement.myelin_protective_count
    , agreement.myelin_harmful_count
    , agreement.myelin_verdict
    , agreement.base_rate
    , fate.failed_effect
    , fate.marketed_effect
    , fate.answer AS fate_answer
    , agreement.human_verdict
    , analysis.words AS analysis_words
    , summary.comparison_a AS a
    , summary.comparison_expected AS expected
    , summary.comparison_ic AS ic
    , summary.comparison_ic_lower AS ic_lower
    , summary.comparison_ic_upper AS ic_upper
    , summary.comparison_detectable_ratio AS detectable_ratio
    , summary.comparison_q_value AS q_value
    , summary.comparison_look_count AS look_count
    , summary.comparison_calibrated_p AS calibrated_p
    , summary.comparison_cases_to_lose AS cases_to_lose
    , coalesce(inherited.study_count, 0) AS inherited_count
    , coalesce(inherited.harmful_count, 0) AS inherited_harmful_count
    , coalesce(inherited.ways, []) AS ways
    , coalesce(cautioned.is_hollow, FALSE) AS is_hollow
    , coalesce(cautioned.cautions, []) AS cautions
    , summary.primary_verdict
    , coalesce(published_case.report_count, 0) AS report_count
    , coalesce(listed.listed_count, 0) AS listed_count
    , coalesce(open_trial.trials, []) AS open_trials
    , coalesce(set_aside.studies, []) AS set_aside
    , coalesce(studied.harmful_compounds, []) AS harmful_compounds
    , coalesce(studied.says_penetration, FALSE) AS says_penetration
    , studied.treatment_days
    , studied.timed_count
    , onset.median_days AS onset_median_days
    , onset.known_count AS onset_count
FROM evidence.agreement AS agreement
INNER JOIN watchlist.event_group AS event_group ON agreement.event = event_group.term_group AND event_group.has_animal_model
INNER JOIN signals.watch_summary AS summary USING (drug, drug_kind, event)
INNER JOIN watchlist.analysis AS analysis ON summary.comparison_analysis = analysis.analysis
CROSS JOIN watchlist.evidence AS topic
LEFT JOIN fate ON TRUE
LEFT JOIN cautioned
    ON agreement.drug = cautioned.drug
    AND agreement.drug_kind = cautioned.drug_kind
    AND agreement.event = cautioned.event
    AND summary.comparison_analysis = cautioned.analysis
LEFT JOIN published_case USING (drug, drug_kind)
LEFT JOIN listed
    ON agreement.drug = listed.drug AND agreement.drug_kind = listed.drug_kind AND agreement.event = listed.event
LEFT JOIN open_trial USING (drug, drug_kind)
LEFT JOIN set_aside USING (drug, drug_kind)
LEFT JOIN inherited ON agreement.drug_kind = 'ingredient' AND agreement.drug = inherited.drug
LEFT JOIN studied USING (drug, drug_kind)
LEFT JOIN signals.watch_onset AS onset
    ON agreement.drug = onset.drug
    AND agreement.drug_kind = onset.drug_kind
    AND agreement.event = onset.event
    AND onset.event_kind = 'group'
ORDER BY agreement.drug_kind, agreement.drug, agreement.event
