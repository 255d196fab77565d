"""What a form has shown of the values that it changes, as a fingerprint that travels in the form.

So two people in two sections do not disturb each other, and in the same one the second is told.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_variables

STALE = "stale"
_SAID = (
    "Quelqu’un d’autre a modifié cette section entre-temps. Rien n’est encore enregistré\u00a0: comparez "
    "avec ce qui est enregistré maintenant, puis soumettez à nouveau si vous voulez le remplacer."
)


@sensitive_variables()
def fingerprint(values: Mapping[str, Any]) -> str:
    """Of these values, under the site's key: nothing of them can be guessed from it."""
    text = json.dumps(sorted(values.items()), cls=DjangoJSONEncoder, default=None)
    return salted_hmac("facilities.seen", text, algorithm="sha256").hexdigest()[:32]


@sensitive_variables()
def check_seen(stored: Mapping[str, Any], seen: str | None) -> None:
    """A `ValidationError` with the code `STALE` where `stored` is not what was seen.

    None: whoever changes it has seen nothing, as commands do.
    """
    if seen is not None and not constant_time_compare(fingerprint(stored), seen):
        raise ValidationError(_SAID, code=STALE)


def is_stale(refusal: ValidationError) -> bool:
    """Whether that is what was refused."""
    return not hasattr(refusal, "error_dict") and any(error.code == STALE for error in refusal.error_list)
