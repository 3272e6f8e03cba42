"""What is refused before a play ever runs: dead ends, loops, steps nobody reaches, and plays that only
remind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.success.plays.types import ESCALATE, Branch, Invite, Play, Step, Wait, Work, ways
from app.success.toml_files import meant

_ONLY_TELL = ("slack", "csp_write", "end", "wait", "branch")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a play, and with which step of it, None for the whole."""

    step: Step | None
    field: str
    sentence: str


def faults(play: Play, activities: Collection[str]) -> Iterator[Fault]:
    """Everything for which a play is refused. `activities` are those the policy knows."""
    yield from _repeated(play)
    dead = list(_dead_ends(play))
    yield from dead
    yield from _references(play)
    yield from _activities(play, activities)
    yield from _reminders(play)
    if dead or not play.steps:
        return  # where it leads is not known
    loops = list(_loops(play))
    yield from loops
    yield from _unreachable(play)
    if not loops:
        yield from _unwatched(play)


def _repeated(play: Play) -> Iterator[Fault]:
    seen: set[str] = set()
    for step in play:
        if step.id in seen:
            yield Fault(step, "id", "is the id of an earlier step.")
        if step.id in (ESCALATE, "end") and step.do != "end":
            yield Fault(step, "id", f"may not be called “{step.id}”, which has a meaning of its own.")
        seen.add(step.id)


def _dead_ends(play: Play) -> Iterator[Fault]:
    """Places a step leads to that there are not."""
    known = [step.id for step in play]
    for step in play:
        for target in ways(step):
            if target is not None and target not in known:
                yield Fault(step, "", f"leads to “{target[:60]}”, which is no step.{meant(target, known)}")
    otherwise = play.outcome.otherwise
    if otherwise and otherwise != ESCALATE and otherwise not in known:
        sentence = f"names “{otherwise[:60]}”, which is no step.{meant(otherwise, known)}"
        yield Fault(None, "outcome.otherwise", sentence)


def _references(play: Play) -> Iterator[Fault]:
    """Waits and branches that look at a step which makes no such thing."""
    for step in play:
        if not isinstance(step, Wait | Branch):
            continue
        if step.interview is not None and not isinstance(play.step(step.interview), Invite):
            yield Fault(step, "interview", "must name a step that invites to an interview.")
        if step.task is not None and not isinstance(play.step(step.task), Work):
            yield Fault(step, "task", "must name a step that makes a task.")
        if isinstance(step, Branch):
            yield from _blind_cases(step)


def _blind_cases(step: Branch) -> Iterator[Fault]:
    for case in step.cases:
        if (case.intents or case.themes) and step.interview is None:
            yield Fault(step, "cases", "go by what an interview shows: name the step that invites to it.")
        if case.codes and step.task is None:
            yield Fault(step, "cases", "go by how a task was closed: name the step that makes it.")


def _activities(play: Play, activities: Collection[str]) -> Iterator[Fault]:
    for step in play:
        if step.activity is not None and step.activity not in activities:
            yield Fault(step, "activity", f"is not in the policy.{meant(step.activity, list(activities))}")


def _reminders(play: Play) -> Iterator[Fault]:
    """A task must say what to do; a play must do something."""
    for step in play:
        if isinstance(step, Work) and not step.checklist:
            sentence = (
                "is a bare reminder. Say in a checklist what is to be done, so that it moves something."
            )
            yield Fault(step, "checklist", sentence)
    if all(step.do in _ONLY_TELL for step in play):
        yield Fault(None, "", "only notifies: none of its steps does anything for the customer.")


def _unreachable(play: Play) -> Iterator[Fault]:
    seen: set[str] = set()
    waiting = [play.steps[0].id, *([play.outcome.otherwise] if play.step(play.outcome.otherwise) else [])]
    while waiting:
        step = play.step(waiting.pop())
        if step is not None and step.id not in seen:
            seen.add(step.id)
            waiting += [target for target in ways(step) if target is not None]
    for step in play:
        if step.id not in seen:
            yield Fault(step, "", "is never reached: no step leads here.")


def _loops(play: Play) -> Iterator[Fault]:
    """A run goes forward: a step that leads back to itself would never come to an outcome."""
    done: set[str] = set()
    for step in play:
        circle = _circle(play, step, (), done)
        if circle:
            names = " → ".join(circle)
            yield Fault(play.step(circle[0]), "then", f"leads in a circle: {names}. A play goes forward.")
            return


def _circle(play: Play, step: Step, trail: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    if step.id in trail:
        return (*trail[trail.index(step.id) :], step.id)
    if step.id in done:
        return ()
    for target in ways(step):
        following = play.step(target)
        found = _circle(play, following, (*trail, step.id), done) if following is not None else ()
        if found:
            return found
    done.add(step.id)
    return ()


def _unwatched(play: Play) -> Iterator[Fault]:
    """After a person's step the play must look at what came of it, on every path."""
    for step in play:
        if isinstance(step, Work) and not all(_is_watched(play, target) for target in ways(step)):
            yield Fault(
                step,
                "",
                "is a bare reminder: a path ends after it, and nobody looks at what came of it."
                " Let a wait follow, for the task, a condition or the outcome.",
            )


def _is_watched(play: Play, target: str | None) -> bool:
    """Whether every path from here meets a wait for something before it ends."""
    step = play.step(target)
    if step is None:
        return False
    if isinstance(step, Wait) and (step.task or step.outcome or step.until or step.interview):
        return True
    return all(_is_watched(play, following) for following in ways(step))
