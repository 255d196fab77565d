"""Who may be let in, and what the others get: the kinds of rules that addresses have."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.rights import Right
from tests.security.access.rights import has, has_anywhere, is_of_organiser, is_strong
from tests.security.access.visiting import REFUSED, Outcome
from tests.security.access.world import DECIDED, OF_AGENTS, Who

# The door of OFFICE.ONE asks everybody for a strong log-in first, and leads others to `accounts:step_up`.

LET_IN = frozenset({Outcome.ALLOWED})
NO_METHOD = frozenset({Outcome.NO_METHOD})
TO_LOG_IN = frozenset({Outcome.LOG_IN})
NOT_THERE = frozenset({Outcome.MISSING})
FORBIDDEN = frozenset({Outcome.FORBIDDEN})
TO_STEP_UP = frozenset({Outcome.STEP_UP})


@dataclass(frozen=True)
class Rule:
    """Who is let in, by which methods, and what becomes of the others."""

    said: str
    lets_in: Callable[[Who], bool]
    methods: tuple[str, ...] = ("get",)
    # What whoever is signed in and not let in may get, and what those let in may.
    refused: frozenset[Outcome] = NOT_THERE
    allowed: frozenset[Outcome] = LET_IN
    # What whoever is not signed in gets.
    unknown: frozenset[Outcome] = TO_LOG_IN
    in_office: bool = False
    # What is posted, and who may, where that is not whoever may read.
    sent: tuple[tuple[str, str], ...] = ()
    takes_from: Callable[[Who], bool] | None = None
    # Of those not let in: who is shown what they may read, and told (403) that the rest takes more.
    shown_to: Callable[[Who], bool] = lambda who: False

    def expected(self, who: Who, method: str) -> frozenset[Outcome]:
        """What this one may get. Where a method does not exist, it may be told before or after a refusal."""
        rest = frozenset() if method in self.methods else NO_METHOD | REFUSED
        lets_in = (method == "post" and self.takes_from) or self.lets_in
        if who.level is None and not lets_in(who):
            return self.unknown | rest
        if self.in_office and not is_strong(who.level):
            return TO_STEP_UP
        if rest or lets_in(who):
            return rest or self.allowed
        return FORBIDDEN if self.shown_to(who) else self.refused

    def also(self, *methods: str) -> "Rule":
        """The same for more methods."""
        return replace(self, methods=(*self.methods, *methods))


def everybody(who: Who) -> bool:
    return True


def nobody(who: Who) -> bool:
    return False


def whoever_signed_in(who: Who) -> bool:
    return who.level is not None


def its_owner(who: Who) -> bool:
    """A link that was sent to the holder, for the holder."""
    return who.role is Role.HOLDER and who.at_home and who.level is not None


def whose_stand_in_it_is(who: Who) -> bool:
    """Also whose notification, in OFFICE.ONE."""
    return who.role is OF_AGENTS and is_strong(who.level)


def who_decided(who: Who) -> bool:
    """Whose decision on a message is taken back."""
    return who.role is DECIDED and is_strong(who.level)


def sees_account(who: Who) -> bool:
    """In clear, or covered: by password, an organiser's own people see whose it is, and four characters."""
    return has(who, Right.SEE_PRIVATE) or (is_of_organiser(who.role) and has(who, Right.SEE_FACILITY))


def could_require(who: Who) -> bool:
    """Whoever may make strong login compulsory; by password, a holder reads what it means."""
    strongly = replace(who, level=who.level and max(LoginLevel))
    return has(who, Right.SEE_MEMBERS) and has(strongly, Right.REQUIRE_STRONG)


PUBLIC = Rule("public", everybody)
PUBLIC_FORM = PUBLIC.also("post")
SIGNED_IN = Rule("whoever signed in", whoever_signed_in)
SIGNED_IN_FORM = SIGNED_IN.also("post")
OF_ITS_OWNER = Rule("whom the link was sent to", its_owner, ("get", "post"))
OF_ITS_WRITER = Rule("who wrote the message", its_owner)
# A way that leads to the log-in, or out, whoever asks.
WAY = Rule(
    "a way in or out", everybody, ("get", "post"),
    allowed=frozenset({Outcome.ALLOWED, Outcome.LOG_IN, Outcome.STEP_UP, Outcome.NO_METHOD}),
)  # fmt: skip
# A monitor, by a token of its own.
BY_TOKEN = Rule("a token", nobody, ("get", "post"), unknown=NOT_THERE)
NOBODY = Rule("nobody", nobody, ("get", "post"), unknown=NOT_THERE)
# Answered by the door, whoever asks.
WALLED_UP = replace(NOBODY, said="walled up")


def pro(right: Right) -> Rule:
    """Whoever has this right on the organiser of the address; to all others it does not exist."""
    return Rule(f"« {right.value} », on this organiser", lambda who: has(who, right))


def office(right: Right, *, object_asked_for: bool = False) -> Rule:
    """Agents with this right: at all, or on the object of the address."""
    ask = has if object_asked_for else has_anywhere
    return Rule(
        f"OFFICE.ONE: « {right.value} », signed in strongly",
        lambda who: has_anywhere(who, Right.ENTER_OFFICE) and ask(who, right),
        refused=REFUSED,
        in_office=True,
    )


OF_ITS_PEOPLE = Rule(
    "whose place it is", lambda who: is_of_organiser(who.role) and has(who, Right.SEE_FACILITY)
)
ENTER = office(Right.ENTER_OFFICE)
SEE = office(Right.SEE_FACILITY, object_asked_for=True)
EDIT = office(Right.EDIT_LISTING, object_asked_for=True).also("post")
HISTORY = office(Right.SEE_HISTORY, object_asked_for=True)
WHOLE_HISTORY = office(Right.SEARCH_HISTORY)
MANAGES_MEMBERS = office(Right.MANAGE_MEMBERS, object_asked_for=True).also("post")
MANAGES_AGENTS = office(Right.MANAGE_AGENTS).also("post")
DEACTIVATES = office(Right.DEACTIVATE_PERSON).also("post")
HELPS = office(Right.RESET_PASSWORD)
TREATS = office(Right.TREAT_MESSAGES)
WRITES_TO_PLACE = office(Right.WRITE_TO_PLACE, object_asked_for=True)
# Of independent childminders the agent conseil decides alone; of temps libre, the référente agrément.
DECIDES = replace(
    office(Right.DECIDE_PHOTOS, object_asked_for=True),
    lets_in=lambda who: has(who, Right.DECIDE_PHOTOS) and who.role is not Role.CARE_COORDINATOR,
)
WRITES = office(Right.EDIT_CONTENT)
WRITES_REASONS = office(Right.EDIT_REASONS)
OF_THIS_AGENT = replace(ENTER, said="the agent whose it is", lets_in=whose_stand_in_it_is)
# What Wagtail brings for those who write pages. Whether they may, on this page, Wagtail then asks itself.
CONTENT = replace(
    office(Right.EDIT_CONTENT), methods=("get", "post"), allowed=frozenset(Outcome) - {Outcome.BROKEN}
)
# The same for what forms of ACTE's texts open as well; whoever writes pages writes those too.
TEXTS = replace(CONTENT, said="EDIT_ACTE", lets_in=office(Right.EDIT_ACTE).lets_in)
