"""The head that hears intents: shipped as the files teach it, moved by corrections, calibrated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analysis import exemplars, intents
from analysis.corrections import Correction, obeyed
from analysis.encode import Encoder
from analysis.signals import cues, hearing, learner, learning
from analysis.signals.clauses import clause_around
from analysis.signals.detector import Hit
from analysis.types import Embeddings, Statement

PLAIN = ["We use it on Mondays.", "Our champion left the company.", "It crashes when I open a big file."]


def test_the_shipped_head_is_what_the_shipped_files_teach(encoder: Encoder) -> None:
    with np.load(hearing.SHIPPED) as kept:
        assert str(kept["made_from"]) == hearing.fingerprint(), "run `python -m bench intents --write`"
    rows = hearing.features(PLAIN, encoder.encode(PLAIN))
    anew = hearing.learn(encoder.encode).shares(rows)
    shipped = hearing.hearing(encoder.encode).head.shares(rows)
    assert np.abs(anew - shipped).max() < 0.02


def test_with_another_encoder_the_head_is_learned_anew(encoder: Encoder) -> None:
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(384, 384)))[0].astype(np.float32)

    def turned(texts: Sequence[str]) -> Embeddings:
        rows: Embeddings = encoder.encode(texts) @ turn
        return rows

    embeddings = turned(PLAIN)
    heard = intents.detect(PLAIN, embeddings, [None] * 3, encode=turned)
    assert [[hit.name for hit in hits][:1] for hits in heard] == [[], ["champion_change"], ["problem"]]


def test_a_few_examples_a_class_are_enough_for_classes_far_apart() -> None:
    chance = np.random.default_rng(1)
    centres = np.eye(12, dtype=np.float32)[:4]
    true = np.repeat(np.arange(4), 5)
    rows = centres[true] + chance.normal(0, 0.1, (20, 12)).astype(np.float32)
    head = learner.fit(rows, np.eye(4)[true])
    unseen = centres[true] + chance.normal(0, 0.1, (20, 12)).astype(np.float32)
    assert (head.shares(unseen).argmax(axis=1) == true).all()
    assert np.allclose(head.shares(unseen).sum(axis=1), 1)


def test_corrections_move_what_is_alike_and_leave_the_rest(encoder: Encoder) -> None:
    said = [f"The blue lorry came at {hour} again." for hour in range(1, 13)]
    learned = intents.learn(said, ["escalation"] * 12, [True] * 12, encode=encoder.encode)
    alike, other = "The blue lorry came at 20 again.", "The reports are exactly what our board wants."
    rows = hearing.features([alike, other], encoder.encode([alike, other]))
    moved = learned.shift(rows)
    place = intents.NAMES.index("escalation")
    assert moved[0, place] > 2 * abs(moved[1, place])
    assert np.abs(np.delete(moved, place, axis=1)).max() == 0


def test_what_was_learned_survives_being_kept() -> None:
    learned = learning.Learned(np.arange(6.0).reshape(2, 3), np.array([0.5, -1.0]))
    read = learning.from_bytes(learning.to_bytes(learned))
    assert np.array_equal(read.weights, learned.weights)
    assert np.array_equal(read.bias, learned.bias)


WORDS = Statement(2, 10, 40, "whatever was said in this place")


@pytest.mark.parametrize(
    ("place", "is_obeyed"),
    [
        ((2, 10, 40), True),
        ((2, 12, 38), True),
        ((2, 30, 90), False),
        ((2, 0, 12), False),
        ((4, 10, 40), False),
    ],
)
def test_a_correction_holds_for_the_statement_that_shares_its_place(
    place: tuple[int, int, int], is_obeyed: bool
) -> None:
    hits = [[Hit("churn", "negative", 0.8)]]
    word = Correction(*place, "intent", "churn", is_right=False)
    left = obeyed("intent", hits, [WORDS], [word], lambda name, _: intents.polarity(name))
    assert left == ([[]] if is_obeyed else hits)


def test_a_correction_of_a_driver_leaves_intents_alone() -> None:
    hits = [[Hit("churn", "negative", 0.8)]]
    word = Correction(2, 10, 40, "driver", "churn", is_right=False)
    assert obeyed("intent", hits, [WORDS], [word], lambda *_: "negative") == hits


@pytest.mark.parametrize("language", sorted(cues.languages()))
def test_every_language_has_words_for_every_intent(language: str) -> None:
    assert set(cues.load(language).hints) == set(intents.NAMES)
    assert set(cues.load(language).against) <= set(intents.NAMES)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "Wir haben gekündigt.", "churn"),
        ("de", "Es stürzt ständig ab.", "problem"),
        ("fr", "Il manque un export.", "feature_request"),
        ("fr", "On adore, bravo !", "praise"),
        ("es", "Necesito ayuda con la importación.", "support_need"),
        ("pt", "Quero falar com o gerente, isto é inaceitável.", "escalation"),
        ("nl", "Het loopt steeds vast.", "problem"),
        ("it", "Abbiamo disdetto.", "churn"),
    ],
)
def test_other_languages_are_heard_by_their_words(
    encoder: Encoder, language: str, text: str, name: str
) -> None:
    rows = encoder.encode([text])
    [heard] = intents.detect([text], rows, [None], encode=encoder.encode, languages=[language])
    assert name in {hit.name for hit in heard}


def test_a_language_without_words_announces_nothing(encoder: Encoder) -> None:
    text = "解約しました。"
    assert intents.detect(
        [text], encoder.encode([text]), [None], encode=encoder.encode, languages=["ja"]
    ) == [[]]


@pytest.mark.parametrize(
    ("text", "words", "clause"),
    [
        ("We almost left last quarter when your reporting broke", "broke", "your reporting broke"),
        (
            "We almost left last quarter when your reporting broke",
            "almost left",
            "We almost left last quarter",
        ),
        ("It is slow, but the team is kind.", "slow", "It is slow"),
        ("Slow.", "slow", "Slow."),
        ("Nothing of the kind was said", "absent", "Nothing of the kind was said"),
        ("İstanbul büyük, ama broke", "broke", "İstanbul büyük, ama broke"),
    ],
)
def test_a_signal_is_shown_by_its_clause(text: str, words: str, clause: str) -> None:
    start, end = clause_around(text, re.compile(words))
    assert text[start:end] == clause


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("churn = [", "cannot be read"),
        ('churn = "left"', "the words of churn"),
        ("churn = []", "the words of churn"),
        ('churn = ["a"]\n[not]\npraise = [1]', "the words of praise"),
    ],
)
def test_a_wrong_file_of_words_is_told_by_file_and_intent(
    tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content)
    with pytest.raises(exemplars.ExemplarError) as told:
        cues.read(file)
    assert complaint in str(told.value)
    assert "mine.toml" in str(told.value)


def test_a_line_that_is_no_labelled_statement_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "mine.tsv"
    file.write_text("intents\tabout\tlanguage\ttext\nchurn\t\ten\tWe left.\nleaving\t\ten\tWe left.\n")
    with pytest.raises(exemplars.ExemplarError, match=r"mine\.tsv, line 3"):
        hearing.read_statements(file)


def test_no_statement_to_learn_from_is_in_the_benchmark() -> None:
    learned_from = {text.casefold() for text in hearing.examples()[0]}
    folder = Path(__file__).parents[2] / "bench" / "statements"
    for file in sorted(folder.glob("intents_*.tsv")):
        shared = {text.casefold() for text, _, _ in hearing.read_statements(file)} & learned_from
        assert len(shared) <= 2, f"{file.name} shares {len(shared)} statements with the examples"
