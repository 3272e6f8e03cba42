"""Trains the reader's second opinion: `python -m bench.kinds_training [--write]`.

Learns from the answers of `bench/answers` (`train_*` and `dev_*`, never `held_*`) and the simulated
respondents' stories, which are answers and nothing else. Without `--write` it prints figures for the
`dev` half from models that have not seen the answer in question; with it, it stores the weights.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis.encode import load_encoder
from bench.confusion import Confusion
from bench.kinds import SAFETY, Answer, read_answers
from bench.reading import cache_folder, figure
from interviewer import opinion
from interviewer.opinion.evidence import BUCKETS, Evidence
from interviewer.reader import Said, settle, take_in
from interviewer.reading import KINDS, Kind
from interviewer.rehearsal.material import material
from interviewer.rehearsal.stories import begun, tell
from interviewer.text import plain

_FOLDER = Path(opinion.__file__).parent
LANGUAGES = ("en", "de", "fr", "es", "pt")
# The embedding's length beside that of the words, and the inverse of the pull towards small weights.
ROW_WEIGHS, SIGN_WEIGHS = 2.0, 0.5
_C = 10.0
_ASKED = "What happened?"
# Kinds that stay what they are however much is told beside them.
_BINDING = ("stop", "human", "distress", "legal", "abuse")
LEARNT = (
    "train_en",
    "train_others",
    "train_hard_en",
    "train_hard_others",
    "train_more_en_a",
    "train_more_en_b",
    "train_more_en_c",
    "train_more_de_fr",
    "train_more_es_pt",
    "train_oblique_en",
    "train_oblique_others",
)
_FOLDS = 4


@dataclass(frozen=True)
class View:
    """What of an answer is shown to the learner. Each answer is learnt from in several: there may be no
    encoder, and the word lists were written by people who had seen these answers, so that they hear more
    in them than they will in others'."""

    rows: bool = True
    lists: bool = True

    def shows(self, sign: str) -> bool:
        return self.lists or not sign.startswith(("rule ", "hears "))


_VIEWS = (View(), View(rows=False), View(lists=False))


@dataclass
class Set:
    """Labelled answers with their features: row i always means answer i."""

    answers: list[Answer]
    said: list[Said]
    evidence: list[Evidence]
    rows: NDArray[np.float32]

    @property
    def kinds(self) -> NDArray[np.str_]:
        return np.array([answer.kind for answer in self.answers])


def gather(answers: list[Answer]) -> Set:
    """The answers with what the reader sees in them."""
    said = [take_in(a.text, a.asked, a.language, in_closing=a.in_closing) for a in answers]
    rows = load_encoder(cache_folder(), threads=2).encode([one.english for one in said])
    return Set(answers, said, [one.evidence() for one in said], rows)


def told_stories() -> list[Answer]:
    """Accounts of the simulated respondents' stories, one telling each: answers, full or vague by rule."""
    found = []
    for code, tongue in material().tongues.items():
        if code not in LANGUAGES:
            continue
        for story in (*tongue.stories.values(), *tongue.strengths.values(), *tongue.everyday.values()):
            told = tell(story, random.Random(1), tongue.particulars)
            found += [_account(begun(text), code) for some in told.aspects.values() for text in some]
    return found


def _account(text: str, language: str) -> Answer:
    vague = take_in(text, _ASKED, language, in_closing=False).labels
    return Answer("vague" if vague else "substantive", language, False, _ASKED, text)


def told_along(answers: Sequence[Answer], stories: Sequence[Answer]) -> list[Answer]:
    """What binds us, said before, after or within an account: the kind stays what it is. With each comes an
    account told with another, so that length says nothing."""
    chance = random.Random(5)
    short = [account for account in stories if len(account.text.split()) <= 22]
    found = []
    for answer in answers:
        accounts = [account.text for account in short if account.language == answer.language]
        if answer.kind not in _BINDING or answer.in_closing or not accounts or chance.random() < 0.6:
            continue
        account, other = chance.choice(accounts), chance.choice(accounts)
        form = chance.choice(("{0} {1}", "{2}. {0}", "{3}, {1}"))
        for said, kind in ((answer.text, answer.kind), (other, None)):
            text = form.format(account, said, said.rstrip("."), account.rstrip("."))
            found.append(replace(answer, kind=kind, text=text) if kind else _account(text, answer.language))
    return found


def fragments(stories: Sequence[Answer]) -> list[Answer]:
    """A few words in a row out of the accounts: what a terse respondent types, and no kind but vague."""
    chance = random.Random(2)
    found = []
    for account in stories[::5]:
        said = plain(account.text).split()
        size = min(chance.choice((1, 2, 2, 3, 4)), len(said))
        start = chance.randrange(len(said) - size + 1)
        text = " ".join(said[start : start + size]).strip(",.;:!?")
        if text and take_in(text, account.asked, account.language, in_closing=False).ruled is None:
            found.append(Answer("vague", account.language, False, account.asked, text))
    return found


def features(these: Set, signs: Sequence[str], view: View = View()) -> csr_matrix:
    """One sparse row per answer: words, signs, embedding (zeros where the view lacks it)."""
    place = {sign: BUCKETS + number for number, sign in enumerate(signs)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for seen in these.evidence:
        known = [place[sign] for sign in seen.signs if sign in place and view.shows(sign)]
        weight = opinion.WORDS_WEIGH / np.sqrt(max(len(seen.buckets), 1))
        columns += [*seen.buckets, *known]
        values += [weight] * len(seen.buckets) + [SIGN_WEIGHS] * len(known)
        ends.append(len(columns))
    words = csr_matrix((values, columns, ends), shape=(len(these.answers), BUCKETS + len(signs)))
    return hstack([words, csr_matrix(these.rows * (ROW_WEIGHS if view.rows else 0))]).tocsr()


def fit(features: csr_matrix, kinds: NDArray[np.str_]) -> NDArray[np.float64]:
    """Coefficients by kind in the order of KINDS, the intercept in the last column."""
    model = LogisticRegression(C=_C, max_iter=150, tol=1e-3).fit(features, kinds)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    return np.hstack([model.coef_, model.intercept_[:, None]])[order]


def shares(weights: NDArray[np.float64], features: csr_matrix) -> list[dict[Kind, float]]:
    """How likely each kind is, by answer."""
    logits = opinion.ALONE * (features @ weights[:, :-1].T + weights[:, -1])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return [dict(zip(KINDS, map(float, row / row.sum()), strict=True)) for row in powers]


def cross_validated(dev: Set, others: Sequence[Set], signs: Sequence[str]) -> dict[View, list[str]]:
    """What each dev answer is read as by a model that has not seen it, in each view."""
    tables = {view: features(dev, signs, view) for view in _VIEWS}
    always, always_kinds = learnt_from(others, signs)
    read: dict[View, list[str]] = {view: [""] * len(dev.answers) for view in _VIEWS}
    strata = [f"{answer.kind} {answer.language}" for answer in dev.answers]
    for seen, unseen in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(strata, strata):
        shown = vstack([*(table[seen] for table in tables.values()), always]).tocsr()
        weights = fit(shown, np.concatenate([*[dev.kinds[seen]] * len(_VIEWS), always_kinds]))
        for view, table in tables.items():
            for place, likely in zip(unseen, shares(weights, table[unseen]), strict=True):
                read[view][place] = settle(dev.said[place], likely, embedded=view.rows)
    return read


def learnt_from(sets: Sequence[Set], signs: Sequence[str]) -> tuple[csr_matrix, NDArray[np.str_]]:
    """Every answer of these sets in every view, and their kinds."""
    tables = [features(these, signs, view) for these in sets for view in _VIEWS]
    return vstack(tables).tocsr(), np.concatenate([these.kinds for these in sets for _ in _VIEWS])


def report(dev: Set, read: dict[View, list[str]]) -> None:
    """Figures on the dev half, English and the others."""
    for view, kinds in read.items():
        for name, english in (("en", True), ("others", False)):
            pairs = [
                (answer.kind, kind)
                for answer, kind in zip(dev.answers, kinds, strict=True)
                if (answer.language == "en") == english
            ]
            table = Confusion.of(pairs)
            missed = {kind: f"{table.missed(kind)} of {table.size(kind)}" for kind in SAFETY}
            alarms = sum(table.counts[true, seen] for true in ("substantive", "vague") for seen in SAFETY)
            figure(
                f"kinds_training.dev.{name}.macro_f1",
                table.macro_f1(),
                encoder=view.rows,
                lists=view.lists,
                false_alarms=alarms,
                **missed,
            )
            if view == View():
                print(table.table(KINDS), file=sys.stderr)


def write(weights: NDArray[np.float64], signs: Sequence[str]) -> None:
    """Store the weights: a line of JSON, then one byte per weight of the two tables."""
    words, known, row, start = np.split(weights, [BUCKETS, BUCKETS + len(signs), -1], axis=1)
    words_scale, row_scale = np.abs(words).max() / 127, np.abs(row).max() * ROW_WEIGHS / 127
    about = {
        "languages": LANGUAGES,
        "start": [round(float(value), 4) for value in start[:, 0]],
        "signs": {
            sign: [round(float(value) * SIGN_WEIGHS, 4) for value in column]
            for sign, column in zip(signs, known.T, strict=True)
        },
        "words_scale": float(words_scale),
        "row_scale": float(row_scale),
    }
    tables = [np.round(words.T / words_scale), np.round(row.T * ROW_WEIGHS / row_scale)]
    body = b"".join(table.astype(np.int8).tobytes() for table in tables)
    (_FOLDER / "weights.bin").write_bytes(json.dumps(about).encode() + b"\n" + body)


def main() -> None:
    dev = gather(read_answers("dev_en", "dev_others"))
    stories, learnt = told_stories(), read_answers(*LEARNT)
    made = [*stories, *fragments(stories), *told_along(learnt, stories)]
    others = [gather(learnt), gather(made)]
    signs = sorted({sign for these in (dev, *others) for seen in these.evidence for sign in seen.signs})
    if "--write" not in sys.argv:
        report(dev, cross_validated(dev, others, signs))
        return
    write(fit(*learnt_from([dev, *others], signs)), signs)


if __name__ == "__main__":
    main()
