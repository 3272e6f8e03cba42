"""The yardstick for the reader of answers: a few keywords a kind, and a word count."""

from __future__ import annotations

import re

# A dozen stems a kind over the five languages: what one would write in half an hour.
_KEYWORDS = {
    "distress": r"suicid|kill myself|want to die|sterben|selbstmord|mourir|suicide|morir|morrer|threat|panic",
    "legal": r"lawyer|legal|court|sue|anwalt|klage|gericht|avocat|tribunal|plainte|abogado|demanda|advogado",
    "human": r"human|real person|call me|speak to|talk to|mensch|anrufen|rückruf|humain|appeler|persona|"
    r"llam|pessoa|ligar",
    "instruction": r"ignore|prompt|instructions|you are now|ignorier|anweisung|oublie|ignora|esqueça",
    "stop": r"\bstop|quit|\bbye|enough|aufhören|abbrechen|arrêt|terminer|parar|terminar|basta|chega|encerrar",
    "abuse": r"fuck|stupid|idiot|shit|arsch|scheiß|connard|merde|mierda|merda|idiota",
    "skip": r"skip|next question|überspring|nächste frage|question suivante|siguiente|saltar|próxima|pular",
    "refusal": r"rather not|confidential|no comment|vertraulich|kommentar|confidentiel|préfère|prefiero|"
    r"confidencial|prefiro",
    "already_said": r"already|as i said|schon gesagt|wie gesagt|déjà|ya lo|ya he|já disse|já respondi",
    "dont_know": r"don't know|no idea|weiß nicht|keine ahnung|sais pas|aucune idée|no sé|ni idea|não sei",
}
_SEARCHED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KEYWORDS.items()}
_NOTHING_MORE = re.compile(
    r"^\W*(no|nope|nein|non|não|nothing|nichts|rien|nada|ok|yes|ja|oui|sí|sim)\b", re.I
)
_THIN = 8


def kind_by_keyword(text: str, *, in_closing: bool) -> str:
    """The first kind with a keyword in the text, a question, or whether many words were said."""
    if in_closing and _NOTHING_MORE.search(text) and len(text.split()) < _THIN:
        return "nothing_more"
    for kind, pattern in _SEARCHED.items():
        if pattern.search(text):
            return kind
    if text.rstrip().endswith("?"):
        return "asks_back"
    return "vague" if len(text.split()) < _THIN else "substantive"
