"""The figures of the outcomes page: each with how much it counts and the formula behind it."""

from __future__ import annotations

from dataclasses import dataclass

from app.pages.wording import counted, money, percent
from app.services.outcome_report import NRR_TARGET, Leading, OutcomeReport
from app.success.outcomes.capacity import CLAIMED_SHARE
from app.success.outcomes.forecast import AHEAD_DAYS, Forecast
from app.success.outcomes.programs import Level

_TONES = {"up": "positive", "flat": "unknown", "down": "negative"}


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown: `of` says what it counts, `formula` how."""

    label: str
    value: str
    of: str
    formula: str


@dataclass(frozen=True)
class LevelView:
    """One level of a program: what moved, and which way."""

    title: str
    way: str
    tone: str
    text: str


def revenue_figures(report: OutcomeReport) -> list[Figure]:
    kept, due = report.revenue, report.renewals
    lifetime = None if report.lifetime_cents is None else round(report.lifetime_cents)
    return [
        Figure(
            "NRR",
            percent(kept.nrr),
            f"of {money(kept.start_cents)} a year; others aim at {percent(NRR_TARGET)}",
            "Net revenue retention = (start − contraction − churn + expansion) ÷ start, of those who were"
            " customers at the start. New logos are left out.",
        ),
        Figure(
            "GRR",
            percent(kept.grr),
            f"lost {money(kept.churned_cents)}, given up {money(kept.contracted_cents)}",
            "Gross revenue retention = (start − contraction − churn) ÷ start. Growth is not in it, so it is"
            " never above 100 %.",
        ),
        Figure(
            "Logo retention",
            percent(kept.logo_retention),
            f"{kept.lost:,} of {counted(kept.accounts, 'account')} left",
            "Accounts kept ÷ accounts at the start.",
        ),
        Figure(
            "Renewal rate",
            percent(due.rate),
            f"{due.renewed:,} of {counted(due.due, 'contract')} due; by worth {percent(due.value_rate)}",
            "Contracts renewed ÷ contracts whose renewal fell due and whose outcome is known. By worth, each"
            " counts with no more than was due.",
        ),
        Figure(
            "Expansion",
            money(kept.expanded_cents),
            f"{percent(kept.expansion_share)} of the start",
            "Yearly worth that accounts kept added, net by account.",
        ),
        Figure(
            "Lifetime value",
            money(lifetime),
            f"of an average account, at a margin of {percent(report.margin)}",
            "Yearly worth × gross margin ÷ yearly churn of accounts. Not known while nobody left.",
        ),
        Figure(
            "Feature depth",
            percent(report.depth),
            "of the key features, on average",
            "Key features an account uses ÷ key features anybody uses, mean over today's accounts.",
        ),
    ]


def forecast_figures(ahead: Forecast) -> list[Figure]:
    """What lies ahead, by the predictions as they stand."""
    return [
        Figure(
            "Renewals ahead",
            money(ahead.due_cents),
            f"{counted(ahead.due, 'account')} within {AHEAD_DAYS} days",
            "Yearly worth of the accounts whose renewal falls due: what there is to keep.",
        ),
        Figure(
            "Expected of them",
            money(ahead.expected_cents),
            f"{ahead.unknown:,} without a prediction count as nothing",
            "Sum of worth × (1 − probability of leaving).",
        ),
        Figure(
            "May grow",
            f"{ahead.growing:,}",
            f"accounts worth {money(ahead.growing_cents)} today",
            "Accounts flagged as likely to grow that nobody has called a false alarm: the pipeline.",
        ),
    ]


def answer_figures(report: OutcomeReport) -> list[Figure]:
    given, early = report.answered, report.lead
    return [
        Figure(
            "Acted on",
            percent(given.action_rate),
            f"{given.acted:,} of {counted(given.fired, 'firing')}",
            "Trigger-to-action rate = firings acted on ÷ firings.",
        ),
        Figure(
            "In time",
            percent(given.in_time),
            f"half within {hours(given.median_hours)}",
            "Acted on before it was due ÷ those acted on or due by now.",
        ),
        Figure(
            "Led to an outcome",
            percent(given.conversion),
            f"{given.helped:,} of {given.acted:,} acted on",
            "Action-to-outcome = acted on and closed for a reason other than a false alarm ÷ acted on.",
        ),
        Figure(
            "False alarms",
            percent(given.false_share),
            f"{given.false_alarms:,} of {given.closed:,} closed",
            "Closed as false alarms ÷ closed.",
        ),
        Figure(
            "Lead time",
            "–" if early.median_days is None else f"{early.median_days:,.0f} days",
            f"{early.flagged:,} of {counted(early.churned, 'account')} that left had fired before",
            "Days between the first firing on an account in the year before it left and the day it left;"
            " half had more.",
        ),
    ]


def capacity_figures(report: OutcomeReport) -> list[Figure]:
    found = report.capacity
    low, high = CLAIMED_SHARE
    return [
        Figure(
            "Accounts per CSM",
            "–" if found.accounts_per_csm is None else f"{found.accounts_per_csm:,.1f}",
            f"{counted(found.csms, 'CSM')}, at most {found.most_accounts:,}; {found.unowned:,} with nobody",
            "Accounts with a CSM ÷ CSMs with accounts, today.",
        ),
        Figure(
            "Automated",
            percent(found.automated_share),
            f"{found.automatic_steps:,} of {found.automatic_steps + found.human_steps:,} steps;"
            f" others tell of {percent(low)} to {percent(high)}",
            "Steps of plays done without a person ÷ all that reach somebody.",
        ),
        Figure(
            "First response",
            hours(found.first_response_hours),
            "to a ticket; half took less",
            "Median hours from a ticket to its first answer.",
        ),
        Figure(
            "Churn where automated",
            percent(found.automated_churn),
            f"elsewhere {percent(found.baseline_churn)}",
            "Accounts lost ÷ accounts at the start, where nobody works by hand (no CSM, or a digital tier),"
            " beside all others.",
        ),
        Figure(
            "Hours in hand",
            f"{sum(report.hours.values()):,.0f}",
            f"{report.hours['support']:,.0f} support, {report.hours['expansion']:,.0f} expansion",
            "Between taking and closing a task, at most eight hours each.",
        ),
    ]


def leading_figures(found: Leading) -> list[Figure]:
    """What shows before revenue does, beside the period before."""
    return [
        Figure(
            "Time to onboard",
            _days(found.onboarding_days),
            f"before: {_days(found.onboarding_days_before)}",
            "Median days from becoming a customer to the last onboarding milestone.",
        ),
        Figure(
            "Features adopted",
            _each(found.features),
            f"before: {_each(found.features_before)}",
            "Key features first used, per account and month.",
        ),
        Figure(
            "Tickets",
            _each(found.tickets),
            f"before: {_each(found.tickets_before)}",
            "Tickets opened, per account and month.",
        ),
    ]


def level_view(title: str, level: Level, *, is_log: bool = False, is_share: bool = False) -> LevelView:
    """A level in words; a log reads as a change in per cent, a share as one."""
    if level.way is None or level.change is None:
        return LevelView(
            title, "not known yet", "unknown", f"{counted(level.accounts, 'account')} old enough so far"
        )
    change = level.change.value
    if is_log:
        moved = f"{100 * (2.718281828459045**change - 1):+.0f} %"
    elif is_share:
        moved = f"{100 * change:+.0f} points"
    else:
        moved = f"{change:+.1f} per account"
    text = f"{moved.replace('-', '−')} over {counted(level.accounts, 'account')}"
    return LevelView(title, level.way, _TONES[level.way], text)


def hours(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f} h" if value < 48 else f"{value / 24:,.1f} days"


def _days(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f} days"


def _each(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"
