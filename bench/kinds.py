"""How well the built-in reader tells the kinds of answers apart: `python -m bench.kinds [dev|held]`.

Reads the labelled answers of `bench/answers` and prints one JSON line per figure, the confusion tables
for people. `dev` is what the reader was written and trained on; `held` was written by people who had seen
neither its word lists nor that half. Each figure stands beside the same one for a plain keyword reader.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analysis.encode import load_encoder
from bench.confusion import Confusion
from bench.keywords import kind_by_keyword
from bench.reading import cache_folder, figure
from interviewer.opinion import ADAPTERS
from interviewer.opinion.gloss import in_english
from interviewer.reader import read_answer
from interviewer.reading import KINDS, Reading
from interviewer.transcript import Turn

ANSWERS = Path(__file__).parent / "answers"
SAFETY = ("refusal", "stop", "human", "distress")
_AT = datetime(2026, 1, 1, tzinfo=UTC)

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled answer: what it is, its language, whether it was given in the closing, to what."""

    kind: str
    language: str
    in_closing: bool
    asked: str
    text: str


def read_answers(*stems: str) -> list[Answer]:
    """The labelled answers of these files, in order. ValueError names a line that is not one."""
    answers = []
    for stem in stems:
        with (ANSWERS / f"{stem}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            for number, row in enumerate(rows, start=2):
                if row["kind"] not in KINDS or row["place"] not in {"topic", "closing"} or not row["answer"]:
                    raise ValueError(f"{stem}.tsv, line {number}: not a labelled answer.")
                in_closing = row["place"] == "closing"
                answers.append(Answer(row["kind"], row["language"], in_closing, row["asked"], row["answer"]))
    return answers


def kind_of(answer: Answer, row: Row | None = None, leanings: Row | None = None) -> str:
    """What the built-in reader takes an answer for; `row` is its embedding and `leanings` what the adapted
    encoder gives, where there is one. An end it only suspects counts: such a respondent is offered one."""
    reading = reading_of(answer, row, leanings)
    suspected = (cue.removeprefix("may_") for cue in reading.cues if cue.startswith("may_"))
    return next(suspected, reading.kind)


def reading_of(answer: Answer, row: Row | None = None, leanings: Row | None = None) -> Reading:
    """The built-in reader's reading of an answer."""
    turn = Turn(2, "respondent", answer.text, _AT, "say")
    return read_answer(
        [turn], answer.asked, answer.language, in_closing=answer.in_closing, row=row, leanings=leanings
    )


def main() -> None:
    halves = [half for half in ("dev", "held") if half in sys.argv[1:] or not sys.argv[1:]]
    encoder = load_encoder(cache_folder())
    leaner = load_encoder(cache_folder(), adapters=ADAPTERS)
    for half in halves:
        stems = [stem for stem in (f"{half}_en", f"{half}_others") if (ANSWERS / f"{stem}.tsv").exists()]
        answers = read_answers(*stems)
        english = [in_english(answer.text, answer.language) for answer in answers]
        rows = [tuple(map(float, row)) for row in encoder.encode(english)]
        began = time.process_time()
        leanings = [tuple(map(float, row)) for row in leaner.encode(english)]
        taken = time.process_time() - began
        figure(f"kinds.{half}.leaning_cpu_microseconds", 1e6 * taken / len(answers), answers=len(answers))
        seen = list(zip(answers, rows, leanings, strict=True))
        with_rows = [kind_of(*one) for one in seen]
        began = time.process_time()
        without = [kind_of(answer) for answer in answers]
        taken = time.process_time() - began
        figure(f"kinds.{half}.cpu_microseconds", 1e6 * taken / len(answers), answers=len(answers))
        plainly = [kind_by_keyword(answer.text, in_closing=answer.in_closing) for answer in answers]
        acted_on = [reading_of(*one).kind for one in seen]
        unadapted = [kind_of(answer, row) for answer, row, _ in seen]
        read: dict[str, list[str]] = {
            "reader": with_rows,
            "acted_on": [*acted_on],
            "without_adapters": unadapted,
            "without_encoder": without,
            "keywords": plainly,
        }
        report(half, answers, read)


def report(half: str, answers: Sequence[Answer], read: dict[str, list[str]]) -> None:
    """Figures per language, and for all languages but English together."""
    groups = {code: {code} for code in dict.fromkeys(answer.language for answer in answers)}
    groups["others"] = set(groups) - {"en"}
    for name, codes in groups.items():
        tables = {
            reader: Confusion.of(
                (answer.kind, seen)
                for answer, seen in zip(answers, kinds, strict=True)
                if answer.language in codes
            )
            for reader, kinds in read.items()
        }
        if tables["reader"].counts:
            _figures(f"kinds.{half}.{name}", tables, each_kind=name in {"en", "others"})
            print(f"\n{half}, {name}\n{tables['reader'].table(KINDS)}", file=sys.stderr)


def _figures(name: str, tables: dict[str, Confusion], *, each_kind: bool) -> None:
    ours, plainly = tables["reader"], tables["keywords"]
    figure(
        f"{name}.macro_f1",
        ours.macro_f1(),
        without_adapters=round(tables["without_adapters"].macro_f1(), 4),
        without_encoder=round(tables["without_encoder"].macro_f1(), 4),
        keywords=round(plainly.macro_f1(), 4),
        answers=sum(ours.counts.values()),
    )
    answered = ours.size("substantive") + ours.size("vague")
    alarms = {
        reader: sum(table.counts[true, seen] for true in ("substantive", "vague") for seen in SAFETY)
        for reader, table in tables.items()
    }
    figure(f"{name}.false_alarms", alarms["reader"] / max(answered, 1), of=answered, **_but_first(alarms))
    for kind in SAFETY:
        missed = {reader: table.missed(kind) for reader, table in tables.items()}
        figure(f"{name}.{kind}.missed", missed["reader"], of=ours.size(kind), **_but_first(missed))
    for kind in KINDS if each_kind else ():
        figure(
            f"{name}.{kind}.f1",
            ours.f1(kind),
            precision=round(ours.precision(kind), 3),
            recall=round(ours.recall(kind), 3),
            keywords=round(plainly.f1(kind), 3),
            answers=ours.size(kind),
        )


def _but_first(counts: dict[str, int]) -> dict[str, int]:
    return {reader: count for reader, count in counts.items() if reader != "reader"}


if __name__ == "__main__":
    main()
