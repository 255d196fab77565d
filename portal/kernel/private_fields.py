"""A model's field for a private text: encrypted in the database, covered in Python until somebody reveals it.

class Person(PrivateModel):
    niss = PrivateTextField("NISS", purpose="person.niss", digest_field="niss_digest")
    niss_digest = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)

Person.objects.filter(pk=pk).update(**sealed(Person, "niss", "00010212345"))    # in a service
holding(Person, "niss", "00010212345").first()
person.niss.reveal()
"""

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Lookup, Model, QuerySet
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from portal.kernel import crypto

COVER = "•••"
# The longest digest is an id of 16 characters, a colon, and 64 digits.
DIGEST_LENGTH = 100


class Private:
    """A private value, covered: in a template, a log, an error page or a dump it is `•••`, or sealed.

    `reveal()` is the only way to its text; whoever calls it has asked an access function first. It can't be
    pickled, so no cache and no session takes it, and JSON has no form for it.
    """

    __slots__ = ("purpose", "token")

    def __init__(self, token: str, purpose: str) -> None:
        self.token = token
        self.purpose = purpose

    @sensitive_variables()
    def reveal(self) -> str:
        """The text. `crypto.Unreadable` where no key opens it."""
        return crypto.unseal(self.token, self.purpose)

    # A template would call it: there, it is empty. Views reveal, and pass on what they may show.
    reveal.alters_data = True  # type: ignore[attr-defined] # how Django is told

    def __str__(self) -> str:
        return COVER

    def __repr__(self) -> str:
        return f"<private {self.purpose}>"

    def __format__(self, spec: str) -> str:
        return format(COVER, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Private) and (other.token, other.purpose) == (self.token, self.purpose)

    def __hash__(self) -> int:
        return hash((self.token, self.purpose))

    def __copy__(self) -> "Private":
        return self

    def __deepcopy__(self, memo: object) -> "Private":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a private value goes into no cache, session or message: keep the id of its row")


class _Covered(DeferredAttribute):
    """The attribute of a private field: refuses a clear text, remembers what was assigned since reading."""

    @sensitive_variables()
    def __set__(self, instance: Model, value: Any) -> None:
        if not (value is None or isinstance(value, Private)):
            raise TypeError(f"{self.field.name}: a private field takes what `sealed` made, never a text")
        instance.__dict__[self.field.attname] = value
        if not instance._state.adding:
            _remember(instance, _assigned(instance) | {self.field.attname})


def _assigned(instance: Model) -> frozenset[str]:
    """Private fields that were assigned since the row was read."""
    names: frozenset[str] = getattr(instance._state, "private_assigned", frozenset())
    return names


def _remember(instance: Model, names: frozenset[str]) -> None:
    instance._state.private_assigned = names  # type: ignore[attr-defined] # where Django keeps such things


class PrivateModel(models.Model):
    """What every model with private fields is.

    `save()` of a row that was read leaves out private fields and digests that were not assigned since: who
    read it before `rotate_keys`, and saves it after, must not bring back what an old key has sealed.
    """

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        is_whole = kwargs.get("update_fields") is None and not kwargs.get("force_insert")
        if is_whole and not self._state.adding:
            kwargs["update_fields"] = self._all_but_untouched()
        super().save(**kwargs)
        saved = kwargs.get("update_fields")
        _remember(self, frozenset() if saved is None else _assigned(self) - set(saved))

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        names = None if fields is None else list(fields)
        before = _assigned(self)
        super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        _remember(self, frozenset() if names is None else before - set(names))

    def _all_but_untouched(self) -> list[str]:
        untouched: set[str] = set()
        for field in self._meta.concrete_fields:
            if isinstance(field, PrivateTextField) and field.attname not in _assigned(self):
                untouched |= {field.name, field.digest_field}
        return [
            field.name
            for field in self._meta.concrete_fields
            if not field.primary_key
            and not field.generated
            and field.attname in self.__dict__
            and field.name not in untouched
        ]


class PrivateTextField(models.TextField):
    """Holds a `Private`, or None. Nothing else can be assigned or saved: a clear text would stay clear.

    `digest_field` names the column beside it by which the value is found; both are made by `sealed`.
    `purpose` is the field's own, and never changes: it is sealed in.
    """

    descriptor_class = _Covered

    def __init__(self, *args: Any, purpose: str, digest_field: str = "", **kwargs: Any) -> None:
        self.purpose, self.digest_field = purpose, digest_field
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose, "digest_field": self.digest_field}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = [*super().check(**kwargs)]
        if not issubclass(self.model, PrivateModel):
            found.append(
                checks.Error("A model with private fields is a PrivateModel.", obj=self, id="kernel.E002")
            )
        if self.digest_field and not self._is_digest_indexed():
            found.append(
                checks.Error("The digest field is missing, or not indexed.", obj=self, id="kernel.E003")
            )
        return found

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Private | None:
        return None if value is None else Private(value, self.purpose)

    @sensitive_variables()
    def to_python(self, value: Any) -> Private | None:
        """Of a dump, which holds the sealed text. A clear one is refused, and not repeated."""
        if value is None or isinstance(value, Private):
            return value
        if not crypto.is_sealed(str(value)):
            raise ValidationError(f"{self.name}: not a sealed value", code="invalid")
        return Private(str(value), self.purpose)

    @sensitive_variables()
    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Private) or not crypto.is_sealed(value.token):
            raise TypeError(f"{self.name}: a private field takes what `sealed` made, never a text")
        if value.purpose != self.purpose:
            raise TypeError(f"{self.name}: sealed for another field, it could not be opened here")
        return value.token

    def value_to_string(self, obj: Model) -> str:
        """For `dumpdata`: sealed."""
        value: Any = self.value_from_object(obj)
        return "" if value is None else value.token

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        """Only whether there is one: two seals of one text differ, so nothing can be compared."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None

    def _is_digest_indexed(self) -> bool:
        try:
            field = self.model._meta.get_field(self.digest_field)
        except FieldDoesNotExist:
            return False
        return bool(getattr(field, "unique", False) or getattr(field, "db_index", False))


@sensitive_variables()
def sealed(model: type[Model], name: str, text: str) -> dict[str, Any]:
    """What to store of a text in the private field `name`: its seal and, beside it, its digest.

    An empty text is no value: both are None.
    """
    field = _field(model, name)
    values: dict[str, Any] = {
        name: Private(crypto.seal(text, field.purpose), field.purpose) if text else None
    }
    if field.digest_field:
        values[field.digest_field] = crypto.digest(text, field.purpose) if text else None
    return values


@sensitive_variables()
def holding(model: type[Model], name: str, text: str) -> QuerySet[Any]:
    """The rows whose private field holds this text, by whichever key its digest was made."""
    field = _field(model, name)
    if not field.digest_field:
        raise TypeError(f"{model.__name__}.{name} has no digest to be found by")
    found = {f"{field.digest_field}__in": crypto.digests(text, field.purpose)}
    rows: QuerySet[Any] = model._default_manager.filter(**found) if text else model._default_manager.none()
    return rows


def private_fields() -> Iterator[tuple[type[Model], PrivateTextField]]:
    """Every private field of every model, each where its column is."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, PrivateTextField):
                yield model, field


def private_columns(model: type[Model]) -> set[str]:
    """The columns of a model's private fields, and of their digests: for `guard_columns`."""
    fields = [field for field in model._meta.local_concrete_fields if isinstance(field, PrivateTextField)]
    names = {field.name for field in fields} | {field.digest_field for field in fields}
    return {str(field.column) for field in model._meta.local_concrete_fields if field.name in names}


def _field(model: type[Model], name: str) -> PrivateTextField:
    field = model._meta.get_field(name)
    if not isinstance(field, PrivateTextField):
        raise TypeError(f"{model.__name__}.{name} is no private field")
    return field
