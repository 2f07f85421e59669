-- A reported text made readable: an apostrophe that a source writes as ^ (Crohn^s disease) is one again, and a stray line
-- break inside a field becomes a space. What has to be replaced is looked for first, by contains(), which DuckDB asks once
-- for each distinct text of a dictionary-encoded column, where a regular expression runs for each row.
CREATE OR REPLACE TEMP MACRO readable(text) AS
    nullif(trim(
        CASE WHEN contains(text, '^') OR contains(text, '  ') OR contains(text, chr(9)) OR contains(text, chr(10))
                OR contains(text, chr(12)) OR contains(text, chr(13))
            THEN regexp_replace(replace(text, '^', ''''), '\s+', ' ', 'g')
            ELSE text
        END
    ), '');

-- A reported text on one line in capitals: a source's ^ is an apostrophe again, runs of any white space are one space. NULL where
-- there is nothing to read.
CREATE OR REPLACE TEMP MACRO one_line(text) AS
    nullif(trim(regexp_replace(upper(replace(text, '^', '''')), '[\s\p{Z}\p{Cc}]+', ' ', 'g')), '');

-- Without what a source may append to a drug name: a WHO Drug record number (/00587301/) or a country mark (/BRA/).
CREATE OR REPLACE TEMP MACRO without_record_number(line) AS
    regexp_replace(line, '\s*/[0-9]{6,}/?|\s/[A-Z]{2,4}/', ' ', 'g');

-- Without strengths, which no ingredient depends on: 400 MG, 40MG, 2.5MG/3ML, 90 MCG/ACTUATION. Percentages stay.
CREATE OR REPLACE TEMP MACRO without_strength(line) AS
    regexp_replace(
        line
        , '\b[0-9]+(?:[.,][0-9]+)?(?:\s?[/-]\s?[0-9]+(?:[.,][0-9]+)?)?\s?(?:MG|MCG|UG|MICROGRAMS?|MILLIGRAMS?|GM?|GRAMS?|KG|ML|IU|MIU|UNITS?|MEQ|MMOL)(?:\s?/\s?[0-9.]*\s?(?:ML|MG|KG|L|M2|HR?|HOURS?|DAY|DOSE|ACTUATION))?\b' -- noqa: LT05
        , ' '
        , 'g'
    );

-- Without the dosage form that ends it (TABLETS; FILM-COATED TABLET; CAPSULES, HARD).
CREATE OR REPLACE TEMP MACRO without_form(line) AS
    regexp_replace(line, '(?:[\s,;/(-]+(?:FILM|COATED|HARD|TABLETS?|TABS?|CAPSULES?|CAPLETS?)\b)+[\s).,;]*$', '');

-- Without the punctuation around it.
CREATE OR REPLACE TEMP MACRO without_edges(line) AS
    trim(regexp_replace(
        regexp_replace(line, '^[\s.,;:*#"''`~_=+!?)\]\\/|-]+|[\s.,;:*#"''`~_=+!?(\[\\/|-]+$', '', 'g'), '\s+', ' ', 'g'
    ));

-- The cleaned-up text of a drug name, by which rows are taken to name the same drug: in capitals, without record number,
-- strength, final dosage form and edging punctuation. Where that leaves nothing ("?", "10 MG"), the line as it was; NULL
-- only where nothing was written.
CREATE OR REPLACE TEMP MACRO clean_drug_text(text) AS
    coalesce(
        nullif(without_edges(without_form(without_edges(without_strength(without_record_number(one_line(text)))))), '')
        , one_line(text)
    );

-- Whether a text speaks of a placebo: SUNITINIB OR PLACEBO, PLACEBO (IMATINIB), PLACEBO_1.
CREATE OR REPLACE TEMP MACRO mentions_placebo(text) AS
    coalesce(regexp_matches(upper(text), '(^|[^\p{L}])PLACEBO'), FALSE);

-- Whether a cleaned-up text says no more than that the drug was not named: a placebo, a blinded or unknown drug, a study's drug.
CREATE OR REPLACE TEMP MACRO is_undisclosed(drug_text) AS
    mentions_placebo(drug_text)
    OR regexp_matches(
        drug_text
        , '\b(BLIND(ED)?|UNBLINDED|UNKNOWN|UNSPECIFIED|INVESTIGATIONAL|(STUDY|TRIAL|TEST) (DRUG|MEDICATION|PRODUCT))\b'
    );

-- Whether a drug name as written speaks of a placebo or a blinded drug: SUNITINIB OR PLACEBO, BLINDED IMATINIB. What was taken is not sure.
CREATE OR REPLACE TEMP MACRO is_blinded(drugname) AS
    mentions_placebo(drugname) OR coalesce(regexp_matches(upper(drugname), '\b(BLIND(ED)?|DOUBLE[ -]?BLIND(ED)?)\b'), FALSE);

-- The words of a name: runs of letters and runs of digits, so that STI571, STI-571 and STI 571 are the same two words and
-- imatinib400mg holds the word IMATINIB, while NORIMATINIBA is another word. Accents are dropped.
CREATE OR REPLACE TEMP MACRO name_words(text) AS
    regexp_extract_all(strip_accents(upper(text)), '\p{L}+|[0-9]+');

-- The words of a name with a space on either side of each, so that one name is found in another by contains().
CREATE OR REPLACE TEMP MACRO spaced_words(text) AS
    ' ' || array_to_string(name_words(text), ' ') || ' ';

-- The substances of prod_ai, which joins them with a backslash; UNSPECIFIED INGREDIENT says nothing.
CREATE OR REPLACE TEMP MACRO substances(prod_ai) AS
    list_distinct(list_filter(
        list_transform(string_split(one_line(prod_ai), '\'), LAMBDA part: trim(rtrim(part, ' .,;')))
        , LAMBDA part: part NOT IN ('', 'UNSPECIFIED INGREDIENT')
    ));

-- What identifies a cited article: its DOI, else the letters and digits of the citation as written. Two spellings of one
-- citation that differ in more than capitals and punctuation stay two. NULL where fewer than 20 letters and digits are left
-- ("unknown. unknown. unknown").
CREATE OR REPLACE TEMP MACRO article_key(citation) AS
    coalesce(
        nullif(rtrim(regexp_extract(lower(citation), '\b10\.[0-9]{4,9}/[^\s;,]+'), '.)]'), '')
        , list_filter(
            [regexp_replace(regexp_replace(lower(citation), '\bunknown\b', '', 'g'), '[^\p{L}0-9]', '', 'g')]
            , LAMBDA letters: length(letters) >= 20
        )[1]
    );

-- The value that all rows of a group have; NULL where they differ, or one of them has none.
CREATE OR REPLACE TEMP MACRO agreed(value) AS
    CASE WHEN min(value) = max(value) AND count(value) = count(*) THEN min(value) END;
