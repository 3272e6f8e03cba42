"""A form's fields as text, and what went wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request

from app.errors import Conflict, EarshotError, Invalid, NotFound


class Form:
    """What a form sent. Every value is text without NUL, which no column of ours can hold."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self._pairs = [(name, value.replace("\x00", "")) for name, value in pairs if isinstance(value, str)]

    def text(self, name: str) -> str:
        """The field's value, "" when it is missing."""
        return next((value for key, value in self._pairs if key == name), "")

    def every(self, name: str) -> list[str]:
        """Each value of a field that may come several times."""
        return [value for key, value in self._pairs if key == name]

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self._pairs)


async def form_of(request: Request) -> Form:
    return Form((await request.form()).multi_items())


def whole_number(given: Form, field: str) -> int:
    """A field's number, of up to nine digits. Raises Invalid."""
    text = given.text(field).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid("Write a whole number.", field=field)
    return int(text)


Refused = (Invalid, Conflict, NotFound)
"""What a form can be told about its fields."""


def field_errors(error: EarshotError) -> dict[str, str]:
    """Sentences by field; "" holds what belongs to no field."""
    if isinstance(error, Invalid) and error.problems:
        return {field.split(".")[0]: message for field, message in reversed(error.problems)}
    return {error.field or "": error.message}
