"""What an agent does, where, and who stands in."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from portal.accounts.enums import FUNCTIONS, IN_CHARGE, Role, Territory
from portal.accounts.models.user import User


class PostQuerySet(models.QuerySet["AgentPost"]):
    def held_by(self, user: User, day: date) -> Self:
        """The user's own posts on that day, and those of colleagues for whom the user stands in."""
        stands_in = StandIn.objects.filter(stand_in=user, first_day__lte=day, last_day__gte=day).values(
            "absent"
        )
        mine = Q(user=user) | Q(user__in=stands_in, user__is_active=True)
        return self.filter(mine, Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def not_ended(self, day: date) -> Self:
        """Those that are held on that day or later, by whoever they were given to."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day))


class AgentPost(models.Model):
    """One function of one agent, in one territory where the function has them. Days are included."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    function = models.CharField(
        "fonction", max_length=30, choices=[(role.value, role.label) for role in Role if role in FUNCTIONS]
    )
    territory = models.CharField("territoire", max_length=20, choices=Territory, blank=True)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "fonction d’agent"
        verbose_name_plural = "fonctions d’agents"
        ordering = ["function", "territory", "pk"]
        constraints = [
            models.CheckConstraint(
                name="post_in_order", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="post_has_its_territory",
                condition=(Q(function__in=sorted(IN_CHARGE)) & ~Q(territory=""))
                | (~Q(function__in=sorted(IN_CHARGE)) & Q(territory="")),
            ),
            models.UniqueConstraint(
                fields=["user", "function", "territory"],
                condition=Q(until__isnull=True),
                name="post_open_once",
            ),
        ]

    def __str__(self) -> str:
        where = f" ({self.get_territory_display()})" if self.territory else ""
        return f"{self.get_function_display()}{where}"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class StandInQuerySet(models.QuerySet["StandIn"]):
    def not_ended(self, day: date) -> Self:
        """Those of that day, and those that are planned."""
        return self.filter(last_day__gte=day)


class StandIn(models.Model):
    """Somebody has a colleague's posts beside their own during the colleague's leave. Days are included."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in_for")
    first_day = models.DateField("du")
    last_day = models.DateField("au")

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = "remplacement"
        verbose_name_plural = "remplacements"
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(name="stand_in_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="stand_in_is_another", condition=~Q(absent=F("stand_in"))),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in.audit_label} pour {self.absent.audit_label}"
