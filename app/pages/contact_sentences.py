"""The rules for turning to people, as sentences for whoever does not read TOML."""

from __future__ import annotations

from collections.abc import Iterator

from app.success.governance import Blackout, Cap, QuietHours, Rules


def sentences(rules: Rules) -> list[str]:
    """What holds, most important first."""
    return list(_sentences(rules))


def _sentences(rules: Rules) -> Iterator[str]:
    yield from map(_cap, rules.caps)
    if rules.quiet is not None:
        yield _quiet(rules.quiet)
    if rules.blackout is not None:
        yield _blackout(rules.blackout)
    yield f"An invitation nobody followed is repeated once, after {_days(rules.remind_after_days)}."
    yield f"What could not go out within {_days(rules.longest_wait_days)} is given up."
    yield f"Where nobody knows a person’s time zone, nor their account’s, it is {rules.zone}."
    yield (
        "Opened mail is counted." if rules.count_opens else "Followed links are counted, opened mail is not."
    )
    yield "Whoever opted out or left is never written to, whatever is set here."


def _cap(cap: Cap) -> str:
    whose = "A person" if cap.per == "contact" else "An account"
    noun = (cap.purpose or "message") + ("" if cap.most == 1 else "s")
    kind = "" if cap.purpose else ", invitations and reminders among them"
    return f"{whose} gets at most {cap.most} {noun} in {_days(cap.days)}{kind}."


def _quiet(hours: QuietHours) -> str:
    weekends = " and not on weekends" if hours.weekends else ""
    return f"No mail from {hours.begins:%H:%M} to {hours.ends:%H:%M} where the person is{weekends}."


def _blackout(blackout: Blackout) -> str:
    after = f" to {_days(blackout.days_after)} after it" if blackout.days_after else ""
    return f"Nothing automatic from {_days(blackout.days_before)} before a renewal{after}."


def _days(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}"
