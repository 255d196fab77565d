"""The fictitious people whom the trial federation knows. Their numbers are valid, and nobody's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """`username`: of the demonstration's user who is converted with this number; empty: nobody's.

    `niss` is empty for somebody who has BOSA keys and no number.
    """

    subject: str
    first_name: str
    last_name: str
    niss: str
    username: str = ""


PERSONAS = (
    Persona("p-1", "Sophie", "Marchal", "78041211131", "sophie"),
    Persona("p-2", "Hélène", "Dupuis", "83091722207", "helpdesk"),
    Persona("p-3", "David", "Gillet", "75060333330", "digipro"),
    Persona("p-4", "Agent", "de démonstration", "69022844482", "agent"),
    Persona("p-5", "Nadia", "Lambert", "90011555519", "nadia"),
    Persona("p-6", "Karim", "Bensaïd", "81073066687", "karim"),
    # Not converted yet: this is the number to convert with.
    Persona("p-7", "Anne", "Delvaux", "86051177755"),
    Persona("p-8", "Luc", "Henrion", "72090988829"),
    Persona("p-9", "Olena", "Kovalenko", ""),
    # Nobody's yet: an agent to be invited.
    Persona("p-10", "Mehdi", "El Amrani", "88040455537"),
)
