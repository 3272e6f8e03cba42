from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.replies import denies, in_context
from analysis.statements import MAX_CHARS, cut, cut_answer, spans
from analysis.types import Answer


def said(text: str, question: str = "") -> list[str]:
    return [statement.text for statement in cut_answer(Answer(1, question, text))]


pieces = st.sampled_from(
    [
        "ok",
        "Thanks!",
        "e.g. ",
        "v3.2",
        "1. ",
        "- ",
        "\n",
        "\r\n",
        "… ",
        "? ",
        "! ",
        ". ",
        "。",
        " but ",
        ", but the ",
        "; ",
        "Great.",
        "\ud83d\ude00",
        "😀",
        "👩‍👩‍👧",
        "“no”",
        "\u2028",
        "\x00",
        "support was slow",
        "Mr. Smith",
        "I don't know",
        "it’s",
        "a) ",
        " b) ",
        "What I miss:",
        "v2.3.1",
        "はい",
        "yes",
        "Ja.",
    ]
)
# Everything a keyboard or a broken client can send: lone surrogates, right-to-left, combining marks.
anything = st.text(st.characters(exclude_categories=()), max_size=12)
bidi = st.text(st.sampled_from("\u200f\u202e\u2067אבגدمر،؟।हिन्दी́̈ े"), max_size=12)
chat = st.lists(st.one_of(pieces, anything, bidi), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(chat, st.one_of(st.just("Did the export fail?"), chat))
@example("", "Why?")
@example("\n\n", "Why?")
@example("...", "Why?")
def test_every_statement_is_its_slice_of_the_answer(text: str, question: str) -> None:
    end = 0
    for statement in cut_answer(Answer(7, question, text)):
        assert statement.context in text or statement.context in question
        assert text[statement.start : statement.end] == statement.text
        assert statement.text.strip() == statement.text != ""
        assert statement.start >= end
        assert len(statement.text) <= MAX_CHARS
        assert statement.turn == 7
        end = statement.end


@settings(max_examples=200, deadline=None)
@given(chat)
def test_no_word_is_lost_between_the_spans(text: str) -> None:
    covered = {position for start, end in spans(text) for position in range(start, end)}
    lost = [c for position, c in enumerate(text) if position not in covered and c.isalpha()]
    joined = "".join(lost).lower()
    # Only list marks ("a)") and the cut-away part of a contrast mark lie outside.
    assert len(joined) <= 30 or not joined.isascii() or len(joined) < len(text) / 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Version 3.2 crashed. We went back to 3.1.", ["Version 3.2 crashed.", "We went back to 3.1."]),
        ("We use it e.g. for reports. It works.", ["We use it e.g. for reports. It works."]),
        ("Mr. Smith from support helped us.", ["Mr. Smith from support helped us."]),
        ("it was slow... then it got better", ["it was slow... then it got better"]),
        ("it was fine. we then moved on to sheets", ["it was fine.", "we then moved on to sheets"]),
        ("- Slow exports today\n- No single sign-on", ["Slow exports today", "No single sign-on"]),
        ("1. Slow exports today\n2. No single sign-on", ["Slow exports today", "No single sign-on"]),
        ("I love it so much 🎉🎉 The team too, really!", ["I love it so much 🎉🎉 The team too, really!"]),
        ("I love it so much! 🎉 The team does too.", ["I love it so much! 🎉", "The team does too."]),
        ("これは素晴らしいです。でも少し遅いです。", ["これは素晴らしいです。", "でも少し遅いです。"]),
        ('A "make it all!" button would be fun.', ['A "make it all!" button would be fun.']),
        (
            "v2.3.1 crashed on Monday. We rolled back to v2.2.",
            ["v2.3.1 crashed on Monday.", "We rolled back to v2.2."],
        ),
        ("Did it ever work? No. I left the company.", ["Did it ever work?", "I left the company."]),
        (
            "Ticket No. 5 is still open. Nobody answers us.",
            ["Ticket No. 5 is still open.", "Nobody answers us."],
        ),
        ("It took 300 ms. Then it crashed again.", ["It took 300 ms.", "Then it crashed again."]),
        ("It got 3.5 stars. U.S. customers hate it.", ["It got 3.5 stars.", "U.S. customers hate it."]),
        ("See https://x.io/a?b=1. Then click export.", ["See https://x.io/a?b=1.", "Then click export."]),
        ('He said "it crashed again." and left.', ['He said "it crashed again." and left.']),
        ('He said "it crashed again." Then he left.', ['He said "it crashed again."', "Then he left."]),
        (
            "Am 3. Oktober haben wir gekündigt. Danach war Ruhe.",
            ["Am 3. Oktober haben wir gekündigt.", "Danach war Ruhe."],
        ),
        (
            "Im 2. Quartal lief es z. B. gut. Danach nicht mehr so.",
            ["Im 2. Quartal lief es z. B. gut.", "Danach nicht mehr so."],
        ),
        (
            "Les exports p. ex. échouent. C'est pénible pour nous.",
            ["Les exports p. ex. échouent.", "C'est pénible pour nous."],
        ),
        (
            "El Sr. López nos ayudó mucho. ¿Por qué tarda tanto?",
            ["El Sr. López nos ayudó mucho.", "¿Por qué tarda tanto?"],
        ),
        ("Il dott. Rossi ci ha aiutato. È lento però.", ["Il dott. Rossi ci ha aiutato.", "È lento però."]),
        ("O Dr. Silva ajudou muito. Ainda é lento.", ["O Dr. Silva ajudou muito.", "Ainda é lento."]),
        (
            "We gebruiken het bijv. voor rapporten. Het is traag.",
            ["We gebruiken het bijv. voor rapporten.", "Het is traag."],
        ),
        ("速度太慢！我们需要导出功能。价格太高？", ["速度太慢！", "我们需要导出功能。", "价格太高？"]),
        (
            "الخدمة بطيئة جدا. نحتاج إلى تقارير؟ نعم نحتاج.",
            ["الخدمة بطيئة جدا.", "نحتاج إلى تقارير؟ نعم نحتاج."],
        ),
        ("यह बहुत धीमा है। हमें निर्यात चाहिए।", ["यह बहुत धीमा है।", "हमें निर्यात चाहिए।"]),
        (
            "1) exports fail daily. Every single Monday. 2) support is slow",
            ["exports fail daily.", "Every single Monday.", "support is slow"],
        ),
        (
            "This line was wrapped by an old mail program somewhere\nand it goes on here.",
            ["This line was wrapped by an old mail program somewhere\nand it goes on here."],
        ),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_contrast_makes_two_claims() -> None:
    assert said("We almost left last quarter when your reporting broke, but your team handled it well.") == [
        "We almost left last quarter when your reporting broke",
        "but your team handled it well.",
    ]


def test_a_short_contrast_stays_one_claim() -> None:
    assert said("Good, but slow.") == ["Good, but slow."]


def test_cheer_before_bad_news_stays_with_it() -> None:
    assert said("Great. Another outage.") == ["Great. Another outage."]


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Thanks!",
        "yes please",
        "Good. Thanks!",
        "Hi there",
        "I don't know",
        "no, that's all",
        "😀",
        "",
        "   ",
        "...",
    ],
)
def test_courtesy_makes_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text", ["Not good", "Price", "no complaints", "Love it", "no reason, it's fine", "Too slow"]
)
def test_a_short_claim_is_kept(text: str) -> None:
    assert said(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank, auf Wiedersehen!",
        "Ja, gerne.",
        "Merci beaucoup, au revoir",
        "Oui, bien sûr.",
        "Muchas gracias, hasta luego.",
        "Sí, claro.",
        "Grazie mille, arrivederci",
        "Va bene.",
        "Muito obrigada, até logo!",
        "Está bem.",
        "Dank u wel, tot ziens",
        "Ja hoor.",
        "はい、ありがとうございました。",
        "特にありません。",
    ],
)
def test_courtesy_is_known_in_every_language_an_interview_is_held_in(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("Yes.", "Did the export fail again?"),
        ("no", "Would you recommend us?"),
        ("Both", "Is it the price or the support?"),
        ("the second one", "Which of the two plans do you use?"),
        ("Great, thanks", "How was the onboarding?"),
        ("Nein.", "Haben Sie andere Werkzeuge angesehen?"),
        ("Oui, tout à fait.", "Est-ce que les exports vous aident ?"),
        ("Muy bien", "¿Qué le pareció la puesta en marcha?"),
        ("Sì", "Ha usato i report?"),
        ("Sim", "Você usa os relatórios?"),
        ("Ja hoor", "Gebruikt u de rapporten?"),
        ("はい", "エクスポートは使っていますか？"),
        ("Price", "Why did you leave?"),
    ],
)
def test_a_bare_reply_carries_its_question(reply: str, question: str) -> None:
    opening = "Thank you, that helps. "
    [statement] = cut_answer(Answer(3, opening + question, reply))
    assert (statement.text, statement.context) == (reply, question)


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("Yes", "Does that sound good to you? Do you have any questions before we begin?"),
        ("no", "Is there anything else you'd like to add?"),
        ("Good, thanks", "How are you today?"),
        ("yes", "What is slow?"),
        ("thanks", "Did the export fail?"),
        ("Nein", "Möchten Sie noch etwas hinzufügen?"),
        ("はい", "始めてもよろしいでしょうか？"),
        ("Yes", "Thanks for that."),
    ],
)
def test_a_reply_to_nothing_about_the_product_says_nothing(reply: str, question: str) -> None:
    assert list(cut_answer(Answer(3, question, reply))) == []


def test_a_yes_before_a_claim_is_filler() -> None:
    [statement] = cut_answer(Answer(3, "Did the export fail?", "Yes. The export fails every Monday."))
    assert (statement.text, statement.context) == ("The export fails every Monday.", "")


@pytest.mark.parametrize(
    ("text", "items", "lead"),
    [
        ("Three things: a) exports fail b) no sign-on c) the price", 3, "Three things:"),
        ("What I miss:\n- SSO\n- An audit log for admins\n- Support", 3, "What I miss:"),
        ("What annoys us:\nSSO\nThe price", 2, "What annoys us:"),
        ("足りないもの：\n・監査ログ機能\n・シングルサインオン", 2, "足りないもの："),
    ],
)
def test_items_of_a_list_carry_the_line_they_stand_under(text: str, items: int, lead: str) -> None:
    found = list(cut_answer(Answer(1, "", text)))
    assert [statement.context for statement in found] == [lead] * items


def test_what_follows_a_list_stands_by_itself() -> None:
    found = list(cut_answer(Answer(1, "", "What I miss:\n- SSO\n\nOtherwise we are happy with it.")))
    assert [statement.context for statement in found] == ["What I miss:", ""]


def test_a_reply_is_read_with_its_question_and_a_claim_by_itself() -> None:
    assert in_context("Yes.", "Did it fail?") == "Did it fail? Yes."
    assert in_context("SSO", "What I miss:") == "What I miss: SSO"
    assert in_context("An audit log for admins", "What I miss:") == "An audit log for admins"
    assert in_context("Price", "Why did you leave?") == "Price"
    assert denies("No, not really", "Would you recommend us?")
    assert not denies("No sign-on", "What do you miss?")


def test_a_quoted_question_is_an_echo_in_any_script() -> None:
    assert said("> Why is it slow?\nThe server in Ohio.", "Why is it slow?") == ["The server in Ohio."]
    asked = "レポートの読み込みが遅いのですね。それはいつですか？"
    assert said("レポートの読み込みが遅いのですね。毎週月曜日です。", asked) == ["毎週月曜日です。"]


def test_an_echo_of_the_question_is_left_out() -> None:
    question = "So you said the reports take too long, what happens then?"
    assert said("the reports take too long. We miss the deadline.", question) == ["We miss the deadline."]


def test_statements_of_several_answers_keep_their_turns() -> None:
    found = cut([Answer(2, "", "It is slow today."), Answer(4, "", "ok"), Answer(6, "", "It crashed twice.")])
    assert [statement.turn for statement in found] == [2, 6]
