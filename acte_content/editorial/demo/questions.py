"""Questions of the demonstration, by theme: (question, answer)."""

THEMES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Chercher un lieu",
        (
            (
                "Faut-il un compte pour chercher\u202f?",
                "<p>Non. Vous cherchez librement, puis vous contactez directement le lieu.</p>",
            ),
            (
                "Que veut dire «\u00a0Libre, à confirmer\u00a0»\u202f?",
                "<p>Le lieu a annoncé une place il y a longtemps et ne l’a plus confirmée depuis. Appelez-le\u00a0: elle est peut-être prise.</p>",
            ),
            (
                "Pourquoi ne vois-je pas l’adresse exacte\u202f?",
                "<p>Une accueillante reçoit souvent les enfants chez elle. Elle peut ne montrer que son quartier.</p>",
            ),
        ),
    ),
    (
        "Réserver une place",
        (
            (
                "Puis-je réserver une place ici\u202f?",
                "<p>Non. Une place annoncée n’est pas réservée\u00a0: seul le lieu peut vous l’attribuer.</p>",
            ),
            (
                "L’ONE peut-il m’attribuer une place\u202f?",
                "<p>Non. L’ONE autorise, subsidie et accompagne les lieux\u00a0; chaque lieu décide de ses inscriptions.</p>",
            ),
        ),
    ),
)
