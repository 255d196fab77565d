"""Everybody who asks: each role, signed in with a password and strongly, at home and elsewhere."""

from itertools import cycle

from portal.accounts.enums import FUNCTIONS, IN_CHARGE, LoginLevel, Role
from tests.security.access.world import Who

PASSWORD, *STRONG_LEVELS = LoginLevel
EID, ITSME = LoginLevel.EID, LoginLevel.ITSME
_functions = [role for role in Role if role in FUNCTIONS]

ANONYMOUS = Who("anonymous")
INACTIVE = Who("inactive", is_inactive=True)
HOLDER = Who("holder", Role.HOLDER, PASSWORD)
MEMBER = Who("member", Role.MEMBER, PASSWORD)
STRANGER = Who("holder elsewhere", Role.HOLDER, EID, at_home=False)
ROSTER: tuple[Who, ...] = (
    ANONYMOUS,
    INACTIVE,
    Who("nobody in particular", None, EID),
    HOLDER,
    MEMBER,
    STRANGER,
    *(Who("holder", Role.HOLDER, level) for level in STRONG_LEVELS),
    Who("member", Role.MEMBER, ITSME),
    Who("member elsewhere", Role.MEMBER, PASSWORD, at_home=False),
    *(Who(role.value, role, PASSWORD) for role in _functions),
    *(Who(role.value, role, level) for role, level in zip(_functions, cycle(STRONG_LEVELS), strict=False)),
    *(Who(f"{role.value} elsewhere", role, EID, at_home=False) for role in _functions if role in IN_CHARGE),
)
# Whom the most lets in.
ADMINISTRATOR = next(
    who for who in ROSTER if who.role is Role.ADMINISTRATOR and who.level and who.level > PASSWORD
)
# Those who are asked for everywhere; where all others are treated alike, each of them is asked for in turn.
ALWAYS = (ANONYMOUS, HOLDER)
EVERY = 11
