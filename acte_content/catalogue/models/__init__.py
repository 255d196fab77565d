"""What ACTE offers to read: axes with their self-diagnosis, actions, charter, explanation."""

from acte_content.catalogue.models.action import Action
from acte_content.catalogue.models.axis import Axis, DiagnosisQuestion
from acte_content.catalogue.models.charter import CharterElement, CharterVersion
from acte_content.catalogue.models.explanation import Explanation, ExplanationSection

__all__ = [
    "Action",
    "Axis",
    "CharterElement",
    "CharterVersion",
    "DiagnosisQuestion",
    "Explanation",
    "ExplanationSection",
]
