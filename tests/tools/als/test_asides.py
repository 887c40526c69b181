from tools.als.asides import line_of

TEXT = ("We reviewed 19", "clinical trials investigating approaches to stem cell", "therapy: half-",
        "life is short")  # fmt: skip


def test_a_quote_is_found_on_the_line_where_it_begins():
    assert line_of(TEXT, "19 clinical trials") == 1
    assert line_of(TEXT, "stem cell therapy") == 2


def test_a_word_cut_at_the_end_of_a_line_is_whole_in_the_quote():
    assert line_of(TEXT, "half-life is") == 3


def test_words_that_do_not_stand_there_are_not_found():
    assert line_of(TEXT, "20 clinical trials") is None
