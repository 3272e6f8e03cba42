"""The yardstick for intents: a few keywords each, what one would write in half an hour."""

from __future__ import annotations

import re

_KEYWORDS = {
    "renewal_intent": r"\brenew|\bstay\b|staying|extend|verlänger|renouvel|renov",
    "renewal_risk": r"not sure|might leave|almost left|unless|under review|nicht sicher|pas sûr|no sabemos",
    "churn": r"cancel|leaving|terminat|quit\b|won't renew|gekündigt|kündig|résili|cancel",
    "expansion": r"more seats|licen[cs]es|upgrade|roll out|expand|lizenz|licence|licencia",
    "advocacy": r"recommend|reference|case study|told my|empfehl|recommand|recomend|recomiend",
    "praise": r"love|great|excellent|amazing|happy|best|super|toll|génial|adore|encanta|content",
    "competitor": r"competitor|switched from|alternative|compared|konkurren|concurren|competencia",
    "feature_request": r"would be (nice|great)|please add|missing|wish|feature|wäre schön|manque|falta",
    "problem": r"crash|broken|bug|error|slow|problem|issue|fehler|langsam|plante|lent|lento",
    "support_need": r"help|ticket|training|how do i|waiting|hilfe|aide|ayuda",
    "pricing": r"price|pricing|cost|expensive|budget|cheap|discount|teuer|preis|cher\b|prix|caro|precio",
    "champion_change": r"left the company|new (ceo|boss|manager|head)|took over|neue[rn]? chef|nouveau|nuevo",
    "escalation": r"escalat|lawyer|legal|unacceptable|manager|refund|anwalt|inakzeptabel|avocat|abogado",
}
_SEARCHED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _KEYWORDS.items()}


def intents_by_keyword(text: str) -> set[str]:
    """Every intent with a keyword in the text."""
    return {name for name, pattern in _SEARCHED.items() if pattern.search(text)}
