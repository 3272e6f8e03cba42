"""What binds us is heard in languages that the interviewer does not speak."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.kinds import read_answers
from interviewer.overheard import bare_answer, overheard
from interviewer.reader import read_answer
from interviewer.reading import Reading
from interviewer.transcript import Turn

SAID = [
    ("sv", "refusal", "Det vill jag inte svara på."),
    ("sv", "refusal", "jag sager inget om det"),
    ("sv", "stop", "Nu vill jag sluta."),
    ("sv", "human", "Kan jag få prata med en riktig människa?"),
    ("sv", "distress", "Jag orkar inte mer."),
    ("sv", "refusal", "Jag vill inte svara."),
    ("ru", "refusal", "Не хочу отвечать"),
    ("ru", "stop", "Больше не хочу отвечать на вопросы"),
    ("tr", "refusal", "cevap vermek istemiyorum"),
    ("da", "refusal", "Det vil jeg helst ikke tale om."),
    ("da", "human", "Kan nogen ringe til mig?"),
    ("da", "stop", "Ikke flere spørgsmål, tak."),
    ("no", "stop", "Nå vil jeg gjerne avslutte."),
    ("no", "refusal", "Det er konfidensielt."),
    ("no", "human", "Jeg vil snakke med et ekte menneske."),
    ("fi", "refusal", "En halua puhua siitä."),
    ("fi", "stop", "Haluan lopettaa."),
    ("fi", "distress", "En jaksa enää."),
    ("pl", "refusal", "Nie chcę o tym mówić."),
    ("pl", "stop", "muszę już lecieć"),
    ("pl", "human", "Czy mogę porozmawiać z człowiekiem?"),
    ("pl", "distress", "Nie chcę już żyć."),
    ("cs", "refusal", "Na to nechci odpovídat."),
    ("cs", "stop", "Už nemám čas."),
    ("cs", "human", "Zavolejte mi prosím."),
    ("tr", "refusal", "Bunu söylemek istemiyorum."),
    ("tr", "stop", "Devam etmek istemiyorum"),
    ("tr", "human", "Beni arayın lütfen"),
    ("tr", "distress", "İntihar etmek istiyorum"),
    ("ru", "refusal", "Я не хочу об этом говорить."),
    ("ru", "stop", "Хватит вопросов"),
    ("ru", "human", "Перезвоните мне, пожалуйста"),
    ("ru", "distress", "Я больше так не могу жить"),
    ("uk", "refusal", "Не можу про це говорити."),
    ("uk", "stop", "Мені вже треба йти"),
    ("uk", "human", "Хочу поговорити з живою людиною"),
    ("el", "refusal", "Προτιμώ να μην απαντήσω."),
    ("el", "stop", "Πρέπει να φύγω"),
    ("el", "human", "Θέλω να μιλήσω με έναν άνθρωπο"),
    ("ro", "refusal", "Nu vreau să vorbesc despre asta."),
    ("ro", "stop", "nu mai am timp"),
    ("ro", "human", "Sunați-mă, vă rog"),
    ("hu", "refusal", "Erről nem szeretnék beszélni."),
    ("hu", "stop", "Most mennem kell"),
    ("hu", "human", "Szeretnék beszélni valakivel, igazi embert kérek"),
    ("zh", "refusal", "这个我不方便说"),
    ("zh", "stop", "我不想继续了"),
    ("zh", "human", "我要找真人客服"),
    ("zh", "distress", "我不想活了"),
    ("ko", "refusal", "그건 말씀드릴 수 없습니다"),
    ("ko", "stop", "인터뷰를 그만하고 싶어요"),
    ("ko", "human", "담당자와 통화하고 싶습니다"),
    ("ko", "distress", "더 이상 살고 싶지 않아요"),
    ("ar", "refusal", "لا أريد التحدث عن هذا"),
    ("ar", "stop", "أريد التوقف الآن"),
    ("ar", "human", "أريد التحدث مع موظف"),
    ("hi", "refusal", "मैं यह नहीं बता सकता"),
    ("hi", "stop", "बातचीत बंद करें"),
    ("hi", "human", "मुझे किसी इंसान से बात करनी है"),
]
TOLD = [
    "Vi slutade använda Excel i mars eftersom två personer skrev över varandras lager varje fredag.",
    "Vi holdt op med at bruge det gamle system, da supporten aldrig ringede tilbage.",
    "Lopetimme vanhan järjestelmän käytön maaliskuussa, koska raportit olivat myöhässä.",
    "Przestaliśmy używać arkuszy, bo dwie osoby nadpisywały sobie stany w każdy piątek.",
    "Мы перестали вести таблицы, потому что двое каждую пятницу затирали остатки друг друга.",
    "我们三月份换掉了旧系统，因为报表每周都晚两天。",
    "엑셀에서 옮긴 뒤로 월말 마감이 이틀 만에 끝나요.",
    "Δουλεύουμε με το πρόγραμμα κάθε πρωί για τις παραγγελίες.",
]


def read(text: str, *, in_closing: bool = False) -> Reading:
    turn = Turn(2, "respondent", text, datetime(2026, 1, 1, tzinfo=UTC), "say")
    return read_answer([turn], "What happened?", "en", in_closing=in_closing, is_understood=False)


@pytest.mark.parametrize(("language", "kind", "text"), SAID)
def test_it_is_heard_in_a_language_without_an_interface(language: str, kind: str, text: str) -> None:
    assert read(text).kind == kind, language


@pytest.mark.parametrize("text", TOLD)
def test_a_story_in_such_a_language_is_an_answer(text: str) -> None:
    assert read(text).kind in {"substantive", "vague"}


@pytest.mark.parametrize(
    "text", ["Vet inte.", "Ved ikke", "en tiedä", "nie wiem", "nevím", "bilmiyorum", "не знаю", "不知道"]
)
def test_not_knowing_is_heard_too(text: str) -> None:
    assert read(text).kind == "dont_know"


@pytest.mark.parametrize("text", ["Nej tack.", "ja", "tak", "нет", "hayır", "没有了", "아니요", "όχι", "नहीं"])
def test_a_bare_yes_or_no_ends_the_closing_and_is_thin_elsewhere(text: str) -> None:
    assert read(text, in_closing=True).kind == "nothing_more"
    assert read(text).kind == "vague"


def test_none_of_it_is_heard_in_answers_of_other_kinds() -> None:
    mistaken = [
        answer.text
        for answer in read_answers("dev_en", "dev_others", "train_more_en_c", "train_more_es_pt")
        if overheard(answer.text) not in {None, answer.kind}
    ]
    assert mistaken == []


@given(st.text(max_size=200))
def test_any_text_can_be_listened_to(text: str) -> None:
    assert overheard(text) in {None, "distress", "human", "stop", "refusal"}
    assert bare_answer(text, in_closing=True) in {None, "dont_know", "nothing_more"}


@pytest.mark.parametrize(
    "said",
    [
        "Mer kan jag inte säga om det.",
        "To chyba wszystko",
        "это всё",
        "大概就这些了",
        "Hepsi bu kadar",
        "Asta e tot",
    ],
)
def test_whoever_has_no_more_to_say_in_any_language_is_not_pressed(said: str) -> None:
    assert bare_answer(said, in_closing=False) == "dont_know"
