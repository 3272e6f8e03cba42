"""The kinds of system that touch customers, and which names belong to which."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAME = r"^[a-z0-9][a-z0-9_.-]{0,49}$"
"""What a source may call itself."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "crm": "CRM",
        "product": "Product analytics",
        "support": "Support",
        "billing": "Billing",
        "warehouse": "Warehouse or reverse ETL",
        "feedback": "Feedback",
        "messaging": "Messaging",
        "file": "Files",
        "other": "Other",
    }
)

FIRST: tuple[str, ...] = ("crm", "product", "support", "billing", "feedback", "messaging", "warehouse")
"""What to connect first, in this order: who they are, what they do, what hurts, what they pay and say."""

_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "crm": ("salesforce", "hubspot", "crm", "pipedrive", "dynamics"),
        "product": ("segment", "rudderstack", "mixpanel", "amplitude", "heap", "posthog", "product", "app"),
        "support": ("zendesk", "intercom", "freshdesk", "support", "helpdesk", "help desk"),
        "billing": ("stripe", "zuora", "chargebee", "billing"),
        "warehouse": ("snowflake", "bigquery", "redshift", "hightouch", "census", "warehouse"),
        "feedback": ("delighted", "pendo", "nps", "survey", "feedback"),
        "messaging": ("slack", "email", "mail", "teams"),
        "file": ("csv", "file", "import"),
    }
)


def kind_of_source(name: str) -> str:
    """The kind a source's name speaks of, `other` where it speaks of none."""
    plain = name.strip().lower()
    for kind, names in _NAMES.items():
        if plain.startswith(names):
            return kind
    return "other"
