from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.encode import Encoder
from analysis.survey import analyse
from analysis.survey_figures import layout, sides
from analysis.types import Embeddings

LANGUAGES = [
    "The export fails every Monday morning and nobody answers our tickets.",
    "Der Export schlägt jeden Montagmorgen fehl und niemand beantwortet unsere Anfragen.",
    "L'export échoue chaque lundi matin et personne ne répond à nos demandes.",
    "La exportación falla todos los lunes por la mañana y nadie responde a nuestras consultas.",
    "L'esportazione non funziona ogni lunedì mattina e nessuno risponde alle nostre richieste.",
    "A exportação falha todas as segundas-feiras de manhã e ninguém responde aos nossos pedidos.",
    "De export mislukt elke maandagochtend en niemand beantwoordt onze vragen.",
    "エクスポートは毎週月曜日の朝に失敗し、誰も問い合わせに答えてくれません。",
    "导出功能每周一早上都会失败，没有人回复我们的问题。",
    "내보내기는 매주 월요일 아침마다 실패하고 아무도 문의에 답하지 않습니다.",
    "يفشل التصدير كل صباح يوم اثنين ولا أحد يرد على طلباتنا.",
    "निर्यात हर सोमवार सुबह विफल हो जाता है और कोई भी हमारे सवालों का जवाब नहीं देता।",
    "Экспорт не работает каждый понедельник утром, и никто не отвечает на наши запросы.",
    "Експорт не працює щопонеділка вранці, і ніхто не відповідає на наші запити.",
    "Eksport nie działa w każdy poniedziałek rano i nikt nie odpowiada na nasze zgłoszenia.",
    "Export selhává každé pondělí ráno a nikdo neodpovídá na naše dotazy.",
    "Exporten misslyckas varje måndagsmorgon och ingen svarar på våra ärenden.",
    "Eksporten mislykkes hver mandag morgen, og ingen svarer på vores henvendelser.",
    "Vienti epäonnistuu joka maanantaiaamu eikä kukaan vastaa kyselyihimme.",
    "Az exportálás minden hétfő reggel meghiúsul, és senki sem válaszol a kérdéseinkre.",
    "Exportul eșuează în fiecare luni dimineața și nimeni nu răspunde la solicitările noastre.",
    "Η εξαγωγή αποτυγχάνει κάθε Δευτέρα πρωί και κανείς δεν απαντά στα αιτήματά μας.",
    "Dışa aktarma her pazartesi sabahı başarısız oluyor ve kimse taleplerimize yanıt vermiyor.",
    "הייצוא נכשל בכל יום שני בבוקר ואף אחד לא עונה לפניות שלנו.",
    "การส่งออกล้มเหลวทุกเช้าวันจันทร์และไม่มีใครตอบคำถามของเรา",
    "Việc xuất dữ liệu thất bại vào mỗi sáng thứ Hai và không ai trả lời yêu cầu của chúng tôi.",
    "Ekspor gagal setiap Senin pagi dan tidak ada yang menjawab permintaan kami.",
    "Експортът се проваля всеки понеделник сутрин и никой не отговаря на нашите запитвания.",
    "Eksportas nepavyksta kiekvieną pirmadienio rytą ir niekas neatsako į mūsų užklausas.",
    "Eksport ebaõnnestub igal esmaspäeva hommikul ja keegi ei vasta meie päringutele.",
]

ROWS = [
    *(
        f"The weekly report {verb} too long to load."
        for verb in ("takes", "took", "is taking", "always takes")
    ),
    "thanks!",
    *(f"The invoice was {how} again. Thanks!" for how in ("wrong", "late", "sent twice", "missing")),
    "",
]


def test_each_row_gets_its_main_statement_in_order(encoder: Encoder) -> None:
    survey = analyse(ROWS, [str(i) for i in range(len(ROWS))], encode=encoder.encode)
    assert len(survey.main) == len(ROWS)
    assert [main is None for main in survey.main] == [not row or row == "thanks!" for row in ROWS]
    for row, main in zip(ROWS, survey.main, strict=True):
        if main is not None:
            statement = survey.statements[main]
            assert row[statement.start : statement.end] == statement.text
    themes = [survey.fitted.labels[main] for main in survey.main if main is not None]
    assert len(set(themes[:4])) == len(set(themes[4:])) == 1
    assert themes[0] != themes[4]


def test_conversations_keep_the_respondents_turns_with_their_place_in_the_row(encoder: Encoder) -> None:
    talk = "AI: What is slow for you?\nUser: The export is slow. It takes an hour.\nAI: Thanks!\nUser: bye"
    survey = analyse([talk], ["ann"], encode=encoder.encode, conversations=True)
    assert [s.text for s in survey.statements] == ["The export is slow.", "It takes an hour."]
    assert all(talk[s.start : s.end] == s.text for s in survey.statements)


@pytest.mark.parametrize(
    "rows", [[], [""], ["ok", "thanks"], ["One claim only, really."], ["Same words here."] * 30]
)
def test_odd_files_give_a_small_sound_result(encoder: Encoder, rows: list[str]) -> None:
    survey = analyse(rows, ["ann"] * len(rows), encode=encoder.encode)
    assert len(survey.main) == len(rows)
    assert len(survey.statements) == len(survey.fitted.labels) == len(survey.intents)


def test_progress_is_told_by_stage(encoder: Encoder) -> None:
    told: list[tuple[str, int, int]] = []
    analyse(ROWS, ROWS, encode=encoder.encode, progress=lambda *news: told.append(news))
    stages = ["statements", "embedding", "embedding", "sentiment", "intents", "themes"]
    assert [stage for stage, _, _ in told] == stages
    assert ("embedding", 8, 8) in told


def test_what_is_said_twice_is_read_once_and_found_twice(encoder: Encoder) -> None:
    read: list[str] = []

    def encode(texts: Sequence[str]) -> Embeddings:
        read.extend(texts)
        return encoder.encode(texts)

    rows = [f"The weekly report {verb} too long to load." for verb in ("takes", "took")] * 20
    survey = analyse(rows, list(range(len(rows))), encode=encode)
    assert read.count(rows[0]) == 1
    assert len(survey.statements) == len(survey.languages) == len(survey.embeddings) == 40
    assert survey.sentiments[0] == survey.sentiments[2] != survey.sentiments[1]


def test_a_bare_no_in_a_conversation_denies_what_it_was_asked(encoder: Encoder) -> None:
    talks = [f"AI: Would you recommend us to a friend?\nUser: {word}" for word in ("Yes.", "No.")]
    survey = analyse(talks, ["ann", "bob"], encode=encoder.encode, conversations=True)
    assert [s.text for s in survey.statements] == ["Yes.", "No."]
    assert {s.context for s in survey.statements} == {"Would you recommend us to a friend?"}
    yes, no = survey.sentiments
    assert yes is not None
    assert no is not None
    assert yes.value > 0 > no.value
    assert survey.intents[1] == ()


@pytest.mark.parametrize("rows", [["We love the export. " * 5_000], ["Slow again today."] * 10_000])
def test_one_voice_may_say_very_much(encoder: Encoder, rows: list[str]) -> None:
    survey = analyse(rows, ["ann"] * len(rows), encode=encoder.encode)
    assert len(survey.statements) >= 5_000
    assert all(rows[s.turn][s.start : s.end] == s.text for s in survey.statements)
    assert [theme.prevalence.count for theme in survey.fitted.themes] == [1]


def test_thirty_languages_at_once_are_told_apart_and_unknown_feelings_stay_unknown(encoder: Encoder) -> None:
    survey = analyse(LANGUAGES, [str(i) for i in range(len(LANGUAGES))], encode=encoder.encode)
    assert len(set(survey.languages)) >= 25
    assert len(survey.statements) >= len(LANGUAGES)
    assert any(feeling is None for feeling in survey.sentiments)


def test_a_map_keeps_its_circles_apart_and_inside(encoder: Encoder) -> None:
    survey = analyse(ROWS * 3, [str(i) for i in range(3 * len(ROWS))], encode=encoder.encode)
    count = len(survey.fitted.themes)
    radii = np.full(count, 30.0)
    places = layout(survey, range(count), radii, 400, 300)
    assert places.shape == (count, 2)
    assert ((places >= 30) & (places <= np.array([370, 270]))).all()
    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)[np.triu_indices(count, 1)]
    assert (gaps >= 60).all()
    assert (places == layout(survey, range(count), radii, 400, 300)).all()


def test_both_sides_of_a_theme_are_shown_by_two_people(encoder: Encoder) -> None:
    rows = [f"I love the new export, it {how}." for how in ("is great", "works well", "saves me hours")]
    rows += [f"I hate the new export, it {how}." for how in ("is terrible", "fails daily", "breaks my files")]
    survey = analyse(rows, [str(i) for i in range(6)], encode=encoder.encode)
    best, worst = sides(survey, [str(i) for i in range(6)], 0)
    assert best is not None
    assert worst is not None
    assert survey.statements[best].text.startswith("I love")
    assert survey.statements[worst].text.startswith("I hate")
