"""Japanese: words, sentences and quotes of a text written without spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.checks import question_marks
from interviewer.coverage import by_meaning
from interviewer.guide_files import parse_guide, template_text
from interviewer.languages import lexicon
from interviewer.mirror import quote_from
from interviewer.openness import is_closed
from interviewer.reader import read_answer
from interviewer.text import joined, plain, sentences, words
from interviewer.transcript import Turn
from interviewer.unspaced import pieces
from interviewer.vagueness import content_words
from tests.interviewer.conftest import Interview

JA = lexicon("ja")
LETTERS = st.text(
    alphabet=st.sampled_from("月次取込日三人データレポはがをにのでしたてまかりんよ。、？「」CSV1 "),
    max_size=80,
)
SAID = [
    "先月のデータ取り込みで三日かかり、経理の田中さんが40行を手作業で直しました。",
    "サポートの方がとても親切で、三月に二時間の研修を受けました。",
    "使いにくいです。何度もエラーが出て、毎回やり直しになります！",
]


def test_words_are_cut_where_scripts_change_and_at_particles() -> None:
    assert words("先月のCSV取り込みで三日。") == ["先月", "の", "CSV", "取り", "込み", "で", "三日"]
    assert words("it's a follow-up") == ["it's", "a", "follow-up"]


@pytest.mark.parametrize("text", SAID)
def test_a_word_is_about_two_characters(text: str) -> None:
    letters = sum(sign.isalnum() for sign in text)
    assert 1.5 <= letters / len(words(text)) <= 3


@given(LETTERS)
def test_pieces_make_up_the_whole_again(text: str) -> None:
    for run in text.split():
        assert "".join(pieces(run)) == run


def test_particles_carry_no_meaning() -> None:
    assert content_words("顧客データの取り込みが遅いです", JA) == ["顧客", "データ", "取り", "込み", "遅い"]


def test_sentences_end_at_full_width_marks_without_a_space() -> None:
    assert sentences("はい。そうです！本当ですか？次へ") == ["はい。", "そうです！", "本当ですか？", "次へ"]
    assert sentences("「なぜ？」と聞かれました。次です。") == ["「なぜ？」", "と聞かれました。", "次です。"]


def test_sentences_are_joined_without_a_space_after_a_full_width_mark() -> None:
    assert joined(["承知しました。", "何ですか？"]) == "承知しました。何ですか？"
    assert joined(["I see.", "", "What then?"]) == "I see. What then?"


def test_full_width_letters_are_read_as_narrow_ones() -> None:
    assert plain("ＣＳＶは３日？") == "csvは3日?"


@pytest.mark.parametrize(
    ("question", "closed"),
    [
        ("役に立ちましたか？", True),
        ("使っていますか？", True),
        ("便利ですか？", True),
        ("何がありましたか？", False),
        ("どのように進みましたか？", False),
        ("その後、どうなりましたか？", False),
        ("そのときのことを教えていただけますか？", False),
    ],
)
def test_a_question_without_a_question_word_is_closed(question: str, closed: bool) -> None:
    assert is_closed(question, "ja") is closed
    assert question_marks(question) == 1


@given(st.one_of(LETTERS, st.sampled_from(SAID)))
def test_a_quote_stands_in_the_answer_word_for_word(text: str) -> None:
    quote = quote_from(text, JA)
    assert quote is None or (quote in text and 5 <= len(quote) <= 24)


@pytest.mark.parametrize(
    "text", ["password1234567を入れました", "メールはa@b.jpです", "くそみたいな画面で困ります", "はい", ""]
)
def test_private_and_rude_words_are_not_quoted(text: str) -> None:
    assert quote_from(text, JA) is None


async def test_an_encoder_that_finds_everything_near_covers_nothing(interview: Interview) -> None:
    await interview.reply()
    guide = parse_guide(template_text("post-onboarding"), "post-onboarding")
    question = guide.questions[0]
    answer = [Turn(2, "respondent", "まあ、普通だと思います。", interview.now)]
    reading = read_answer(answer, question.ask.say("ja"), "ja")

    async def near_to_all(texts: object) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]  # type: ignore[attr-defined]  # any texts at all

    assert await by_meaning(reading, guide, question, "ja", near_to_all, {}) == ()
