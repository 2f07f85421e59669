"""docs/data-dictionary.md says what sql/dictionary.csv and the macros say."""

from docs.data_dictionary import PAGE, data_dictionary
from signals.build.comments import Entry, read_dictionary
from signals.build.macros import published_macros


def test_the_page_is_what_the_dictionary_makes_of_it() -> None:
    made = data_dictionary(read_dictionary(), published_macros())
    assert PAGE.read_text(encoding="utf-8") == made, "docs/data-dictionary.md is out of date: run `make dictionary`"


def test_every_table_column_and_macro_has_its_line() -> None:
    page = data_dictionary(
        [Entry("faers.cases", "", "A case"), Entry("faers.cases", "sex", "M | F")], published_macros()
    )
    assert "## faers.cases\n\nA case\n" in page
    assert "| sex | M \\| F |" in page
    assert all(f"`{macro.call}`" in page for macro in published_macros())
