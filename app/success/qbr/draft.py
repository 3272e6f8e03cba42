"""The draft of a review, part by part."""

from __future__ import annotations

from app.success.qbr import customer, product
from app.success.qbr.proposals import preparation, proposals
from app.success.qbr.spoken import said
from app.success.qbr.types import Material, Qbr, Section
from app.success.qbr.wording import day

_SECTIONS = (
    ("contract", "Where we stand", customer.contract, False),
    ("usage", "How the product is used", product.usage, False),
    ("support", "Support and satisfaction", product.support, False),
    ("gaps", "What is not used yet", product.gaps, False),
    ("plans", "Plans and milestones", customer.open_work, False),
    ("proposals", "What we propose", proposals, False),
    ("said", "What they said", said, True),
    ("prepare", "To do before the meeting", preparation, True),
    ("trend", "Health and its trend", customer.trend, True),
    ("risks", "Risks", customer.risks, True),
    ("expansion", "Room to grow", customer.expansion, True),
    ("touchpoints", "What we sent and did, used and ignored", product.touchpoints, True),
)
"""Key, title, what writes it, and whether it is for us alone. Those come last, to be cut off in one piece;
what people said belongs to them, since it was said to us and not to their colleagues. The others are
written to the customer: "you" are they."""

KEYS = tuple(key for key, *_ in _SECTIONS)


def draft(material: Material) -> Qbr:
    """The review of an account. Every sentence has at least one source; what is not known is said."""
    return Qbr(
        material.account,
        f"Business review: {material.name}, {day(material.start)} to {day(material.today)}",
        material.start,
        material.end,
        tuple(
            Section(key, title, tuple(write(material)), is_internal)
            for key, title, write, is_internal in _SECTIONS
        ),
    )
