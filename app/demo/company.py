"""Halyard, a fictional company: its accounts and the people there, the same for the same seed."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SPONSOR = "Halyard"
PRODUCT = "Halyard"
ACCOUNTS = 40
FORMER = 5
SEAT_CENTS = 60_000
"""What a seat costs a year."""
_NAMES = {
    kind: words.split()
    for kind, words in tomllib.loads(
        Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
    ).items()
}

_CSMS = ("Ruth Okonjo", "Ben Castellan", "Mira Solberg", "Tom Achterberg")
_ROLES = ("champion", "admin", "end user", "economic buyer")
# (segment, its share in 100, ARR in cents from, to): a book with a long tail, as most have
_SEGMENTS = (
    ("enterprise", 20, 12_000_000, 48_000_000),
    ("mid-market", 45, 2_400_000, 12_000_000),
    ("small business", 35, 360_000, 2_400_000),
)


@dataclass(frozen=True)
class DemoContact:
    """A person at an account."""

    name: str
    email: str
    role: str


@dataclass(frozen=True)
class DemoAccount:
    """A company that buys Halyard."""

    name: str
    domain: str
    segment: str
    arr_cents: int
    renewal_on: date
    csm: str
    external_id: str
    seats: int
    contacts: tuple[DemoContact, ...]


def accounts(seed: int, today: date) -> list[DemoAccount]:
    """Forty accounts with ARR, segment, renewal and three or four contacts each."""
    chance = random.Random(seed)
    names = [
        f"{first} {chance.choice(_NAMES['second'])}" for first in chance.sample(_NAMES["first"], ACCOUNTS)
    ]
    return [_account(chance, name, number, today) for number, name in enumerate(names)]


def former(seed: int, today: date) -> list[DemoAccount]:
    """Five accounts that have left."""
    chance = random.Random(seed + 1)
    names = [f"{first} {chance.choice(_NAMES['former'])}" for first in chance.sample(_NAMES["first"], FORMER)]
    return [_account(chance, name, ACCOUNTS + number, today) for number, name in enumerate(names)]


def _account(chance: random.Random, name: str, number: int, today: date) -> DemoAccount:
    segment, _, least, most = chance.choices(_SEGMENTS, weights=[share for _, share, _, _ in _SEGMENTS])[0]
    domain = f"{name.lower().replace(' ', '-')}.example"
    arr_cents = int(round(chance.uniform(least, most), -5))
    return DemoAccount(
        name=name,
        domain=domain,
        segment=segment,
        arr_cents=arr_cents,
        renewal_on=today + timedelta(days=chance.randint(12, 350)),
        csm=chance.choice(_CSMS),
        external_id=f"HLY-{1000 + number}",
        seats=max(5, arr_cents // SEAT_CENTS),
        contacts=_contacts(chance, domain),
    )


def _contacts(chance: random.Random, domain: str) -> tuple[DemoContact, ...]:
    count = chance.randint(3, 4)
    given, family = chance.sample(_NAMES["given"], count), chance.sample(_NAMES["family"], count)
    return tuple(
        DemoContact(f"{a} {b}", f"{a}.{b}@{domain}".lower(), role)
        for a, b, role in zip(given, family, _ROLES, strict=False)
    )
