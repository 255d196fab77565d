"""So many in so long: the arithmetic of a limit, without a clock, a store or a request."""

import re
from dataclasses import dataclass

_TEXT = re.compile(r"(?P<count>[1-9]\d{0,8})/(?P<number>[1-9]\d{0,5})(?P<unit>[smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Rate:
    """`Rate.parse("600/20s")`: 600 at once if need be; what was used grows back at 30 a second.

    All that is remembered of somebody is one moment, `full_at`: when everything they used will have grown
    back. It is in the past for whoever asks seldom, who is therefore not remembered at all.
    """

    count: int
    seconds: float

    @classmethod
    def parse(cls, text: str) -> "Rate | None":
        """From `count/number unit` (`20/15m`; s, m or h); None for `off`. Anything else: `ValueError`."""
        if text == "off":
            return None
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no rate: write 600/20s, 20/15m, 100/1h or off.")
        return cls(int(found["count"]), int(found["number"]) * _SECONDS[found["unit"]])

    def after_one_more(self, full_at: float, now: float) -> float:
        """The moment after one more use. Beyond what `wait` allows, this use is one too many.

        A moment too far ahead was written before the clock was set back, or by another rate: it is forgotten.
        """
        start = full_at if now < full_at <= now + 2 * self.seconds else now
        return start + self.seconds / self.count

    def wait(self, full_at: float, now: float) -> float:
        """Seconds until a use that would lead to this moment is allowed; 0: it is."""
        # A millisecond is forgiven: seconds since 1970 are rounded in each of many sums.
        late = full_at - now - self.seconds
        return late if late > 1e-3 else 0.0
