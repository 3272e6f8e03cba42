"""Accounts: the list, and one with its facts, people, interviews and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from fastapi import Request, Response

from app.deps import DbDep
from app.errors import NotFound
from app.pages.frame import Context, render
from app.pages.pager import LIMIT, Pages, pages
from app.pages.quotes import Quote, tag_quote
from app.pages.route import router as page_router
from app.pages.wording import words
from app.queries import accounts, evidence, lists
from app.queries.evidence import TagQuote
from app.queries.lists import AccountLine, InterviewLine
from app.tables import Account, Contact

router = page_router()

CONTACTS = 100
QUOTES = 4


@dataclass(frozen=True)
class AccountsPage(Context):
    template: ClassVar[str] = "accounts/index.html"
    section: ClassVar[str] = "Accounts"
    accounts: list[AccountLine]
    pages: Pages


@dataclass(frozen=True)
class Signal:
    """An intent or driver of an account with the words that show it."""

    kind: str
    name: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class AccountPage(Context):
    """One account. `signals` are what its people showed, intents first, `themes` what they talked about,
    however few they are."""

    template: ClassVar[str] = "accounts/show.html"
    section: ClassVar[str] = "Accounts"
    account: Account
    contacts: list[Contact]
    interviews: list[InterviewLine]
    signals: list[Signal]
    themes: list[Signal]


@router.get("/accounts")
async def index(request: Request, db: DbDep, next: str | None = None) -> Response:
    found = await lists.accounts(db, limit=LIMIT, cursor=next)
    return render(request, AccountsPage(accounts=found.items, pages=pages(found, "/accounts", next)))


@router.get("/accounts/{account_id}")
async def show(request: Request, account_id: str, db: DbDep) -> Response:
    account = await accounts.account(db, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    said = await evidence.tag_quotes(db, account_id)
    voiced = await evidence.tag_quotes(db, account_id, ("theme",))
    context = AccountPage(
        account=account,
        contacts=(await accounts.contacts(db, limit=CONTACTS, account_id=account_id)).items,
        interviews=(await lists.interviews(db, limit=LIMIT, account_id=account_id)).items,
        signals=signals(said, is_synthetic=account.is_synthetic),
        themes=signals(voiced, is_synthetic=account.is_synthetic, named=True),
    )
    return render(request, context)


def signals(said: list[TagQuote], *, is_synthetic: bool, named: bool = False) -> list[Signal]:
    """The quotes by what they show; `said` comes sorted by kind and name. A theme has a label of its own
    (`named`), which stays as it is."""
    return [
        Signal(
            kind,
            name if named else words(name),
            tuple(tag_quote(line, is_synthetic=is_synthetic) for line in list(lines)[:QUOTES]),
        )
        for (kind, name), lines in groupby(said, key=lambda line: (line.kind, line.name))
    ]
