"""The form of one decision: a canned reason, words of one's own, and what the domain asks for besides."""

from typing import Any

from django import forms

from portal.accounts.forms import PlainForm
from portal.queues.deciding import NO_REASON
from portal.queues.models import MAX_REASON
from portal.queues.reasons import reasons_for
from portal.queues.registry import Decision, Queue

_OWN_WORDS = ""
_DIGITS = 9


class KeyedRadios(forms.RadioSelect):
    """Radios that the digits of the keyboard choose, as Wagtail's own shortcuts do."""

    def create_option(
        self, name: str, value: Any, label: Any, selected: bool, index: int, subindex: Any = None,
        attrs: Any = None,
    ) -> dict[str, Any]:  # fmt: skip
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if index < _DIGITS:
            key = str(index + 1)
            option["attrs"] |= {
                "aria-keyshortcuts": key, "data-controller": "w-kbd", "data-w-kbd-key-value": key,
            }  # fmt: skip
        return option


class DecisionForm:
    """`form` to be shown; after `is_valid`, `typed` is what the service of the decision gets by name."""

    def __init__(self, queue: Queue, decision: Decision, data: Any = None) -> None:
        # One list of canned reasons has the digits: that of the first decision which asks for one.
        self.has_digits = decision is next((each for each in queue.decisions if each.needs_reason), None)
        self.decision = decision
        self.canned = list(reasons_for(queue, decision.name)) if decision.asks_reason else []
        self.form: forms.Form = (decision.form_class or PlainForm)(data, auto_id=f"id_{decision.name}_%s")
        if decision.asks_reason:
            self._ask_reason()

    @property
    def is_plain(self) -> bool:
        """A button is all there is."""
        return not self.form.fields

    def is_valid(self) -> bool:
        if not self.form.is_valid():
            return False
        if self.decision.needs_reason and not self.typed["reason"]:
            self.form.add_error("reason", NO_REASON)
            return False
        return True

    @property
    def typed(self) -> dict[str, Any]:
        """The canned text and the agent's own words are one reason."""
        typed = dict(self.form.cleaned_data)
        if self.decision.asks_reason:
            chosen = typed.pop("canned", _OWN_WORDS)
            canned = next((each.text for each in self.canned if str(each.pk) == chosen), "")
            typed["reason"] = "\n\n".join(filter(None, (canned, typed["reason"].strip())))
        return typed

    def _ask_reason(self) -> None:
        if self.canned:
            self.form.fields["canned"] = forms.ChoiceField(
                label=self.decision.reason_label,
                choices=[*((str(each.pk), each.label) for each in self.canned), (_OWN_WORDS, "Autre texte")],
                widget=KeyedRadios if self.has_digits else forms.RadioSelect,
                required=False,
            )
        self.form.fields["reason"] = forms.CharField(
            label="À ajouter, ou votre propre texte" if self.canned else self.decision.reason_label,
            required=False,
            max_length=MAX_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": f"{MAX_REASON} caractères au plus."},
        )
