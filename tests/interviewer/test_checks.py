"""The craft as checks: what may not be said."""

from __future__ import annotations

import pytest

from interviewer.checks import (
    LONGEST_MESSAGE,
    RULES,
    Against,
    message_faults,
    opening_faults,
    room_for,
    sentence_faults,
    unsayable,
    unsayable_languages,
)
from interviewer.languages import spoken

CONTEXT = ("Enterprise", "exports dropped 40 %", "60", "2026-03-14", "At risk")
HEARD = (
    "Setting up took our team three weeks because the import was slow, and Maria gave up. The price went up."
)
AGAINST = Against(
    "en",
    said=("Hello, this takes about 8 minutes. What happened when you tried?",),
    heard=HEARD,
    secrets=("where time was lost between signing and first value",),
    context=CONTEXT,
    public=("Northwind Flow", "What would you change about the first weeks?"),
    dropped=("How will the decision about the renewal be made?",),
    elsewhere=("What would you change about the first weeks?",),
    topic=("How did getting set up go?",),
    avoid=("prices and discounts", "contract terms"),
)

BREACHES = [
    ("one_question", "What happened? And why?"),
    ("one_question", "What happened, and how did you react?"),
    ("one_question", "What happened and why?"),
    ("one_question", "What happened, and who noticed?"),
    ("one_question", "What happened, who noticed it?"),
    ("one_question", "Who and what slowed the import?"),
    ("one_question", "What happened, and in what order?"),
    ("one_question", "What happened (and who was there)?"),
    ("one_question", "What did the team do, if so how?"),
    ("one_question", "2a. What happened to the import?"),
    ("one_question", "Where did it stop, and describe the error?"),
    ("unmarked_question", "Tell me about the import."),
    ("unmarked_question", "Also tell me who noticed."),
    ("unmarked_question", "Please describe the import."),
    ("unmarked_question", "I'd like to know what you did then."),
    ("unmarked_question", "I'm curious about the import."),
    ("unmarked_question", "What happened then."),
    ("unmarked_question", "Walk me through the import."),
    ("brief", "word " * 40 + "."),
    ("leading", "What was slow, the price or the support?"),
    ("leading", "What a pain, right?"),
    ("leading", "How frustrating was that for you?"),
    ("leading", "Which tool was slow, don't you think?"),
    ("leading", "Wouldn't you say the import is what matters?"),
    ("leading", "So you were unhappy, what did you do then?"),
    ("leading", "What was the most annoying part?"),
    ("leading", "What do you love about the import?"),
    ("leading", "Which parts, such as the import, took time?"),
    ("leading", "The import is what took time, isn't it?"),
    ("open_form", "Did that help you?"),
    ("open_form", "Is that a problem for your team?"),
    ("open_form", "You stopped the import?"),
    ("open_form", "And the import?"),
    ("praise", "That is a great point."),
    ("praise", "Interesting!"),
    ("praise", "I'm sorry to hear that."),
    ("praise", "That's really insightful."),
    ("praise", "Thanks for the excellent answer."),
    ("praise", "I appreciate you taking the import seriously."),
    ("praise", "Love that."),
    ("praise", "That makes sense."),
    ("praise", "That must have been awful."),
    ("praise", "Thank you so much."),
    ("praise", "Well, perfect."),
    ("praise", "Your feedback is valuable."),
    ("invented_quote", "You said “the dashboard is broken”."),
    ("invented_quote", "You called it 'a disaster'."),
    ("invented_number", "So five people waited."),
    ("invented_number", "So the import took 12 weeks."),
    ("invented_name", "So the import stalled with Salesforce."),
    ("invented_story", "So finance ran overnight spreadsheets against legacy warehouses."),
    ("repeat", "What happened when you tried?"),
    ("repeat", "So what happened when you tried it?"),
    ("refused_topic", "Who takes the decision about the renewal?"),
    ("early_goodbye", "Goodbye."),
    ("early_goodbye", "That was my last question."),
    ("early_goodbye", "Thank you for your time."),
    ("off_move", "What would you change in the first few weeks?"),
    ("promise", "We will fix that for you."),
    ("promise", "You should try using the API."),
    ("promise", "I recommend the import wizard."),
    ("promise", "That will be in the next release."),
    ("promise", "I'll let the team know."),
    ("promise", "Have you tried the import again?"),
    ("promise", "There is a discount for that."),
    ("promise", "It works as intended."),
    ("claims_human", "I'm a real person."),
    ("claims_human", "I am definitely not a bot."),
    ("claims_human", "My name is Anna."),
    ("claims_human", "When I used it, the import was slow too."),
    ("leak", "You are on the Enterprise plan."),
    ("leak", "I see your exports dropped 40 %."),
    ("leak", "So exports had dropped."),
    ("leak", "So forty percent of it took three weeks."),
    ("leak", "Your renewal is in two months."),
    ("leak", "We noticed that you use it less."),
    ("leak", "Your health score is low."),
    ("leak", "I wonder what happens in March."),
    ("leak", "I look at where time was lost between signing and first value."),
    ("confirms", "Yes, that is the reason."),
    ("confirms", "No, not because of your usage."),
    ("confirms", "I can neither confirm nor deny it."),
    ("confirms", "You guessed it."),
    ("guide_talk", "My objective is to find obstacles."),
    ("guide_talk", "My guide says so."),
    ("guide_talk", "I was told to ask about the import."),
    ("guide_talk", "My instructions do not allow that."),
    ("guide_talk", "I listen for obstacles."),
    ("guide_talk", "Here is my system prompt."),
    ("guide_talk", "As an AI language model I cannot."),
    ("avoided_topic", "What discounts did you get?"),
    ("markup", "So the **import** was slow."),
    ("markup", "So <b>three weeks</b>."),
    ("markup", "See https://example.com for more."),
    ("markup", "Write to help@example.com."),
    ("markup", "So it took three weeks 😀."),
    ("markup", "So it took\u202e three weeks."),
    ("markup", "So it took three weeks\U000e0041\U000e0042."),
    ("markup", "So the \u200bimport was slow."),
    ("markup", "What about obstacle_cost?"),
    ("markup", "- What happened?"),
    ("wrong_language", "Das war also sehr langsam für Sie."),
    ("wrong_language", "Quel est le problème avec cela ?"),
    ("wrong_language", "Импорт занял три недели."),
    ("wrong_language", "それは大変でしたか?"),
]


@pytest.mark.parametrize(("rule", "said"), BREACHES)
def test_breach_is_named(rule: str, said: str) -> None:
    assert rule in sentence_faults(said, AGAINST)


def test_every_rule_has_a_breach_in_the_table() -> None:
    assert set(RULES) == {rule for rule, _ in BREACHES} | {"closing_question", "misses_topic"}


@pytest.mark.parametrize(
    "said",
    [
        "So the import took three weeks.",
        "So it took 3 weeks.",
        "Understood: “the import was slow”.",
        "What did that mean for your work?",
        "You said “Maria gave up”.",
        "Could you tell me about the last time?",
        "What made the import slow?",
        "Which part took the most effort?",
        "And what did Maria do then?",
        "When you say “slow”, what do you have in mind?",
        "Thinking of the import, what took the longest?",
        "What did the price mean for your team?",
        "How did Northwind Flow fit in?",
        "Thank you, noted.",
        "I can only ask about your experience here.",
        "How did you notice, in those three weeks?",
        "I will not ask about that again.",
        "That one is for the team; I have noted it.",
        "What would you tell a colleague about it?",
        "Sorry for asking again.",
        "What else do you remember about it?",
    ],
)
def test_decent_sentence_passes(said: str) -> None:
    assert sentence_faults(said, AGAINST) == []


COMMENTS = [
    "What a thoughtful reply.",
    "You put that nicely.",
    "This is gold.",
    "How interesting.",
    "Ouch.",
    "That sounds like a lot.",
    "I can imagine how tiring it was.",
    "My sympathies.",
    "I totally get it.",
    "Our engineers are on it.",
    "The next update solves it.",
    "There's a workaround: split the file.",
    "Speaking as someone who used this.",
    "You are right to suspect that.",
    "I've been instructed otherwise.",
    "The prompt says so.",
    "That wraps it up.",
    "Looking at your account, things slowed down.",
    "As we saw a decline in exports.",
]


@pytest.mark.parametrize("said", COMMENTS)
def test_comment_of_any_kind_is_refused_by_one_rule_or_another(said: str) -> None:
    assert sentence_faults(said, AGAINST)


def test_saying_what_it_is_claims_nothing() -> None:
    for said in ("I am an AI interviewer, software rather than a person.", "I am not a person."):
        assert sentence_faults(said, Against("en")) == []


def test_nothing_counts_as_invented_where_nobody_knows_what_was_heard() -> None:
    said = "Understood: “was it the price or not”, with Salesforce, 5 times."
    assert sentence_faults(said, Against("en")) == []


def test_words_of_the_respondent_are_no_leak() -> None:
    against = Against("en", heard="we are on the enterprise plan", context=("Enterprise",))
    assert sentence_faults("You mentioned the Enterprise plan.", against) == []


def test_their_own_judgement_may_be_said_back() -> None:
    against = Against("en", heard="the support was really helpful, it's very clear")
    assert sentence_faults("So support was really helpful.", against) == []
    assert "praise" in sentence_faults("Really helpful!", Against("en", heard="nothing"))


def test_farewell_holds_no_question() -> None:
    assert "closing_question" in sentence_faults("What else?", Against("en", closes=True))
    assert sentence_faults("Goodbye.", Against("en", closes=True)) == []


def test_new_question_must_be_on_its_topic() -> None:
    topic = ("How did getting set up go?", "an obstacle in the setup", "What slowed you down the most?")
    against = Against("en", topic=topic, asks_topic=True)
    assert "misses_topic" in sentence_faults("What else?", against)
    assert "misses_topic" in sentence_faults("Who decides about budgets in your company?", against)
    assert sentence_faults("What slowed the setup?", against) == []
    assert "misses_topic" in sentence_faults("What happened the last time?", against)


def test_declared_choices_may_be_offered() -> None:
    assert sentence_faults("Is it the web or the mobile app?", Against("en", has_choices=True)) == []


SPEECHES = {
    "de": {
        "praise": [
            "Das ist eine tolle Antwort.",
            "Vielen Dank für Ihre Offenheit.",
            "Das klingt frustrierend.",
        ],
        "open_form": ["War das langsam?", "Und der Import?"],
        "leading": [
            "Was war langsam oder schnell?",
            "Wie ärgerlich war das?",
            "Was war langsam, nicht wahr?",
        ],
        "one_question": ["Was ist passiert und warum?", "Was ist passiert, und wer hat es gemerkt?"],
        "unmarked_question": ["Erzählen Sie mir mehr.", "Beschreiben Sie den Import."],
        "promise": ["Wir werden das beheben.", "Ich empfehle den Export.", "Sie sollten den Export nutzen."],
        "leak": ["Wir sehen, dass Sie es weniger nutzen.", "Ihre Nutzung ist gesunken."],
        "confirms": ["Ja, genau deshalb.", "Nein, nicht wegen Ihrer Zahlen."],
        "guide_talk": ["Mein Ziel ist es, Hindernisse zu finden.", "Mein Leitfaden sagt das."],
        "claims_human": ["Ich bin ein Mensch.", "Ich bin keine KI."],
        "early_goodbye": ["Auf Wiedersehen.", "Das war meine letzte Frage."],
        "wrong_language": ["So it was very slow for you.", "C'est donc très lent pour vous."],
    },
    "fr": {
        "praise": ["Excellente question !", "C'est très intéressant.", "Merci beaucoup."],
        "open_form": ["Avez-vous essayé ?", "Et l'import ?"],
        "leading": ["Qu'est-ce qui était lent ou rapide ?", "Ne trouvez-vous pas cela lent ?"],
        "one_question": ["Que s'est-il passé et pourquoi ?", "Que s'est-il passé, et qui l'a vu ?"],
        "unmarked_question": ["Racontez-moi la suite.", "Décrivez l'import."],
        "promise": [
            "Nous allons corriger cela.",
            "Je vous recommande l'export.",
            "Vous devriez essayer l'export.",
        ],
        "leak": ["Nous avons remarqué que votre usage baisse.", "Votre renouvellement est proche."],
        "confirms": ["Oui, c'est la raison.", "Non, pas à cause de vos chiffres."],
        "guide_talk": ["Mon objectif est de trouver les obstacles.", "Mes consignes l'interdisent."],
        "claims_human": ["Je suis une vraie personne.", "Je ne suis pas un robot."],
        "early_goodbye": ["Au revoir.", "C'était ma dernière question."],
        "wrong_language": ["So it was very slow for you.", "Das war also sehr langsam für Sie."],
    },
    "es": {
        "praise": ["¡Qué interesante!", "Excelente respuesta.", "Muchas gracias por su sinceridad."],
        "open_form": ["¿Tiene problemas?", "¿Y la importación?"],
        "leading": ["¿Qué fue lento o rápido?", "¿No cree que fue lento?"],
        "one_question": ["¿Qué pasó y por qué?", "¿Qué pasó, y quién lo notó?"],
        "unmarked_question": ["Cuénteme más.", "Describa la importación."],
        "promise": ["Vamos a corregir eso.", "Le recomiendo exportar.", "Debería probar la exportación."],
        "leak": ["Hemos notado que su uso bajó.", "Su renovación es pronto."],
        "confirms": ["Sí, por eso.", "No, no es por su uso."],
        "guide_talk": ["Mi objetivo es encontrar obstáculos.", "Mis instrucciones lo prohíben."],
        "claims_human": ["Soy una persona.", "No soy un robot."],
        "early_goodbye": ["Adiós.", "Esa era la última pregunta."],
        "wrong_language": ["So it was very slow for you.", "Das war also sehr langsam für Sie."],
    },
    "pt": {
        "praise": ["Que interessante!", "Excelente resposta.", "Muito obrigado pela sua franqueza."],
        "open_form": ["E a importação?"],
        "leading": ["Não acha que foi lento?", "O que foi lento, não é?"],
        "one_question": ["O que aconteceu e por que?", "O que aconteceu, e quem notou?"],
        "unmarked_question": ["Conte-me mais.", "Descreva a importação."],
        "promise": ["Vamos corrigir isso.", "Recomendo a exportação.", "Deveria usar a exportação."],
        "leak": ["Notámos que usa menos.", "A sua renovação é em breve."],
        "confirms": ["Sim, é por isso.", "Não, não é por isso."],
        "guide_talk": ["O meu objetivo é encontrar obstáculos.", "As minhas instruções não permitem."],
        "claims_human": ["Sou uma pessoa.", "Não sou um robô."],
        "early_goodbye": ["Adeus.", "Era a última pergunta."],
        "wrong_language": ["So it was very slow for you.", "Das war also sehr langsam für Sie."],
    },
    "nl": {
        "praise": ["Wat een goed antwoord.", "Heel interessant.", "Hartelijk dank voor uw openheid."],
        "open_form": ["En de import?"],
        "leading": ["Vindt u niet dat het traag was?", "Wat was traag, toch?"],
        "one_question": ["Wat gebeurde er en waarom?", "Wat gebeurde er, en wie merkte het?"],
        "unmarked_question": ["Vertel me meer.", "Beschrijf de import."],
        "promise": ["We gaan dat oplossen.", "Ik raad de export aan.", "U kunt de export gebruiken."],
        "leak": ["We zien dat u het minder gebruikt.", "Uw verlenging is binnenkort."],
        "confirms": ["Ja, dat is de reden.", "Nee, niet vanwege uw cijfers."],
        "guide_talk": ["Mijn doel is obstakels te vinden.", "Mijn instructies verbieden dat."],
        "claims_human": ["Ik ben een mens.", "Ik ben geen robot."],
        "early_goodbye": ["Tot ziens.", "Dat was de laatste vraag."],
        "wrong_language": ["So it was very slow for you.", "C'est donc très lent pour vous."],
    },
    "it": {
        "praise": ["Che interessante!", "Ottima risposta.", "Grazie mille."],
        "open_form": ["E l'importazione?"],
        "leading": ["Non crede che fosse lento?", "Cosa era lento, vero?"],
        "one_question": ["Cosa è successo e perché?", "Cosa è successo, e chi l'ha notato?"],
        "unmarked_question": ["Mi racconti di più.", "Descriva l'importazione."],
        "promise": ["Correggeremo questo.", "Le consiglio l'esportazione.", "Dovrebbe usare l'esportazione."],
        "leak": ["Abbiamo notato che lo usa meno.", "Il suo rinnovo è vicino."],
        "confirms": ["Sì, è per questo.", "No, non è per questo."],
        "guide_talk": ["Il mio obiettivo è trovare ostacoli.", "Le mie istruzioni lo vietano."],
        "claims_human": ["Sono una persona.", "Non sono un robot."],
        "early_goodbye": ["Arrivederci.", "Era l'ultima domanda."],
        "wrong_language": ["So it was very slow for you.", "Das war also sehr langsam für Sie."],
    },
    "ja": {
        "praise": ["素晴らしいご意見です。", "とても参考になります。"],
        "open_form": ["それは遅かったですか？"],
        "leading": ["遅かったと思いませんか？", "遅かったですよね？"],
        "one_question": ["何が起きましたか、誰が気づきましたか？"],
        "unmarked_question": ["詳しく教えてください。"],
        "promise": ["すぐに対応いたします。", "エクスポートをお勧めします。"],
        "leak": ["データによれば、利用が減っています。", "お客様の更新が近づいています。"],
        "confirms": ["はい、そうです。", "いいえ、違います。"],
        "guide_talk": ["私の目的は障害を見つけることです。", "私の指示ではできません。"],
        "claims_human": ["私は人間です。", "ロボットではありません。"],
        "early_goodbye": ["さようなら。", "最後の質問です。"],
        "wrong_language": ["So it was very slow for you.", "Das war also sehr langsam für Sie."],
    },
}


@pytest.mark.parametrize(
    ("language", "rule", "said"),
    [
        (language, rule, said)
        for language, rules in SPEECHES.items()
        for rule, sayings in rules.items()
        for said in sayings
    ],
)
def test_rules_hold_in_each_language(language: str, rule: str, said: str) -> None:
    assert rule in sentence_faults(said, Against(language))


def test_every_language_says_what_is_not_said() -> None:
    assert unsayable_languages() == spoken() == sorted(["en", *SPEECHES])
    english = unsayable("en")
    for language in SPEECHES:
        assert unsayable(language).patterns.keys() == english.patterns.keys()
        assert len(unsayable(language).months) == 12


def test_message_asks_at_most_one_thing() -> None:
    assert "one_question" in message_faults("What happened? Who was there?", Against("en"))
    assert message_faults("So you lost a week. What happened then?", Against("en")) == []


def test_messages_grow_shorter_once_half_of_them_are_long() -> None:
    opening, long, short = "word " * 60, "word " * 40, "word " * 10
    assert room_for([]) == room_for([opening]) == LONGEST_MESSAGE
    assert room_for([opening, long, long, short]) == 30
    assert room_for([opening, long, short, short]) == LONGEST_MESSAGE


def test_opening_must_say_who_what_and_how_long() -> None:
    assert opening_faults("Hi! How are things?", "Northwind", 8, "en") == [
        "is_ai",
        "who_asks",
        "how_long",
        "may_stop",
    ]
