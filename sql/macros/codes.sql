-- The codes of the staging contract in words (docs/architecture.md). A code that is not in the contract stays as it is; NULL stays NULL.
CREATE OR REPLACE TEMP MACRO outcome_in_words(code) AS
    CASE code
        WHEN 'DE' THEN 'death'
        WHEN 'LT' THEN 'life-threatening'
        WHEN 'HO' THEN 'hospitalisation'
        WHEN 'DS' THEN 'disability'
        WHEN 'CA' THEN 'congenital anomaly'
        WHEN 'RI' THEN 'required intervention'
        WHEN 'OT' THEN 'other serious'
        ELSE code
    END;

-- What became of the reaction when the drug was stopped (dechallenge) or given again (rechallenge).
CREATE OR REPLACE TEMP MACRO challenge_in_words(code) AS
    CASE code
        WHEN 'Y' THEN 'positive'
        WHEN 'N' THEN 'negative'
        WHEN 'U' THEN 'unknown'
        WHEN 'D' THEN 'does not apply'
        ELSE code
    END;

CREATE OR REPLACE TEMP MACRO reporter_in_words(code) AS
    CASE code
        WHEN 'MD' THEN 'physician'
        WHEN 'PH' THEN 'pharmacist'
        WHEN 'RN' THEN 'nurse'
        WHEN 'HP' THEN 'health professional'
        WHEN 'OT' THEN 'other health professional'
        WHEN 'LW' THEN 'lawyer'
        WHEN 'CN' THEN 'consumer'
        ELSE code
    END;
