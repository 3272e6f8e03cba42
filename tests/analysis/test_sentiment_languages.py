"""Which languages a statement is assessed in, how their word lists read it, and how it is told which."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from analysis import sentiment
from analysis.encode import Encoder
from analysis.language import detect
from analysis.sentiment import lexicons
from analysis.types import Embeddings, Sentiment

NOWHERE = np.zeros((1, 384), dtype=np.float32)


def by_list(text: str, language: str) -> Sentiment | None:
    return sentiment.assess([text], NOWHERE, [language])[0]


@pytest.mark.parametrize(
    ("language", "good", "bad", "denied", "balanced", "unknown"),
    [
        (
            "de",
            "Der Support ist hervorragend und schnell.",
            "Das Onboarding war leider sehr langsam und verwirrend.",
            "Die Suche funktioniert nicht gut.",
            "Gut, aber zu teuer.",
            "Wir sitzen in Bremen.",
        ),
        (
            "fr",
            "Le support est excellent et rapide.",
            "C'est lent, confus et souvent en panne.",
            "Ce n'est pas très fiable.",
            "Bien, mais trop cher.",
            "Le siège est à Rennes.",
        ),
        (
            "es",
            "El soporte es excelente y rápido.",
            "Es lento y la factura vino mal otra vez.",
            "No es muy fiable.",
            "Bueno, pero demasiado caro.",
            "La central está en Zaragoza.",
        ),
        (
            "pt",
            "O suporte é excelente e rápido.",
            "É lento e a fatura veio errada de novo.",
            "Não é muito confiável.",
            "Bom, mas caro demais.",
            "A matriz fica em Curitiba.",
        ),
        (
            "nl",
            "De helpdesk is uitstekend en snel.",
            "Het is traag en de factuur klopt weer niet.",
            "Het is niet erg betrouwbaar.",
            "Goed, maar te duur.",
            "Het kantoor zit in Zwolle.",
        ),
        (
            "it",
            "L'assistenza è eccellente e rapida.",
            "È lento e la fattura è di nuovo sbagliata.",
            "Non è molto affidabile.",
            "Buono, ma troppo caro.",
            "La sede è a Modena.",
        ),
    ],
)
def test_a_language_with_a_word_list_is_read_by_it(
    language: str, good: str, bad: str, denied: str, balanced: str, unknown: str
) -> None:
    values = [by_list(text, language) for text in (good, bad, denied, balanced)]
    assert all(value is not None for value in values)
    assert [value.label for value in values if value] == ["positive", "negative", "negative", "neutral"]
    assert by_list(unknown, language) is None


@pytest.mark.parametrize(
    ("language", "praise"),
    [
        ("de", "ausgezeichnet"),
        ("es", "excelente"),
        ("fr", "excellent"),
        ("it", "eccellente"),
        ("nl", "uitstekend"),
        ("pt", "excelente"),
    ],
)
def test_a_reading_by_word_list_is_never_quite_sure(language: str, praise: str) -> None:
    found = by_list(", ".join([praise] * 4), language)
    assert found is not None
    assert found.value > 0.9
    assert found.confidence <= 0.85


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("これは素晴らしいです", "ja"),
        ("이 제품은 정말 좋아요", "ko"),
        ("这个产品非常好用", "zh"),
        ("Очень доволен поддержкой", "ru"),
        ("To jest bardzo dobre narzędzie", "pl"),
        ("Det är en bra produkt men för dyr", "sv"),
        ("Produktet er en af de bedste", "da"),
        ("El suport és molt bo però car", "ca"),
        ("Ürün çok iyi ama fiyatı çok yüksek", "tr"),
        ("المنتج جيد جدا لكنه غالي", "ar"),
    ],
)
def test_a_language_nobody_covers_is_told_apart_and_not_assessed(text: str, language: str) -> None:
    assert detect(text) == language
    assert by_list(text, language) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Onboarding war leider sehr langsam und verwirrend", "de"),
        ("C'est très bien mais un peu lent pour nous", "fr"),
        ("El soporte es muy bueno pero demasiado caro para nosotros", "es"),
        ("O suporte é muito bom mas caro demais para nós", "pt"),
        ("Het is goed maar veel te duur voor ons", "nl"),
        ("È molto buono ma un po' lento per noi", "it"),
        ("It's good but a bit slow for us", "en"),
    ],
)
def test_a_sentence_tells_its_language_whatever_the_interview_is_in(text: str, language: str) -> None:
    for prior in ("en", "de", "fr", "es", "nl"):
        assert detect(text, prior) == language


@pytest.mark.parametrize(
    "text",
    [
        "we went live in week six",
        "In week two it was over",
        "the rollout in Den Haag was fine",
        "the school year begins in September",
        "no drama with the upgrade",
        "so far so good",
        "pretty solid",
    ],
)
def test_short_english_in_an_english_interview_stays_english(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize("text", ["SSO via Okta", "meh", "Jira, Slack, SAP", "12/34", "", "ok super"])
def test_a_few_words_stay_in_the_language_of_the_interview(text: str) -> None:
    assert detect(text) == "en"
    assert detect(text, "de") == "de"


GLOSSES = {
    "サポートは最高で、大好きです": "The support is excellent, I love it",
    "毎日落ちて、本当に腹が立ちます": "It crashes every day, I am really angry",
}


class Manifold:
    """An encoder of another make that knows Japanese: the first one's space, turned, after a gloss."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Embeddings:
        rows = self._encoder.encode([GLOSSES.get(text, text) for text in texts])
        return np.ascontiguousarray(rows[:, ::-1])


def test_an_encoder_of_many_languages_makes_them_assessed(encoder: Encoder) -> None:
    many = Manifold(encoder)
    texts = list(GLOSSES)
    rows = many.encode(texts)
    spoken = ["ja"] * len(texts)
    assert sentiment.assess(texts, rows, spoken) == (None, None)
    found = sentiment.assess(texts, rows, spoken, covered={"en", "ja"}, encode=many.encode)
    assert [one.label for one in found if one] == ["positive", "negative"]


def test_the_shipped_encoder_keeps_the_shipped_weights(encoder: Encoder) -> None:
    texts = ["Exports fail every Monday.", "Support is great."]
    rows = encoder.encode(texts)
    told = sentiment.assess(texts, rows, ["en", "en"], encode=encoder.encode)
    assert told == sentiment.assess(texts, rows, ["en", "en"])


@pytest.mark.parametrize("language", sorted(lexicons.languages()))
def test_a_word_list_gives_each_word_one_value(language: str) -> None:
    data = tomllib.loads((lexicons.FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    listed = [word for line in data["words"].values() for word in line.split()]
    listed += [phrase for group in data["phrases"].values() for phrase in group]
    assert [word for word, times in Counter(listed).items() if times > 1] == []
    assert all(-4 <= float(value) <= 4 for kind in ("words", "phrases") for value in data[kind])
