"""A person who can sign in, and the name under which statements speak of them."""

import secrets
import uuid
from datetime import date

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from lms.accounts.models.departments import Capability, Department, beneath
from lms.accounts.models.grants import Grant, held_by
from lms.accounts.models.posts import Post


def random_account_name() -> str:
    return secrets.token_hex(16)


class AddressField(models.EmailField):
    """An e-mail address in small letters, whoever sets it and whoever looks for it: two spellings of one
    address would be two people to sign in as."""

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip().lower() if isinstance(value, str) else value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


class UserQuerySet(models.QuerySet):
    def visible_to(self, user, on: date | None = None):
        """Oneself; those whose imported post names `user` as manager; those in departments granted for
        people.

        A self-set post gives its manager nothing, or anyone could make themselves visible to anyone and,
        worse, name a colleague's post after themselves.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        on = on or timezone.localdate()
        posts = Post.objects.filter(user=OuterRef("pk")).on(on)
        mine = Q(pk=user.pk) | Q(Exists(posts.filter(manager=user, source=Post.Source.IMPORT)))
        held = user.grants_held(Capability.MANAGE_PEOPLE, on)
        if any(grant.department_id is None for grant in held):
            return self.all()
        if held:
            mine |= Q(Exists(posts.filter(beneath(held, prefix="department__"))))
        return self.filter(mine)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())

    def create_user(self, email, password=None, **fields):
        """For Django's own commands; our code calls `actions.create_user`."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A person who can sign in, by e-mail address. `uuid` is how addresses and topics name them."""

    username = None  # type: ignore[assignment]
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = AddressField("e-mail address", unique=True)  # type: ignore[misc]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_lower_case"),
        ]

    def __str__(self):
        return self.name or self.email

    def save(self, *args, **kwargs):
        """Every path that makes a person (the CMS form too) makes their account name with them."""
        self.email = self.email.strip().lower()
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                Identity.objects.create(user=self)

    @property
    def name(self) -> str:
        return self.get_full_name()

    @property
    def account_name(self) -> str | None:
        """The name in statements; None once the person has been erased from them."""
        identity = getattr(self, "identity", None)
        return identity.account_name if identity else None

    def grants_held(self, capability: str, on: date | None = None) -> list[Grant]:
        """This person's grants of a capability in force on a day: one query for all of them, once per
        request."""
        on = on or timezone.localdate()
        if not hasattr(self, "_grants"):
            self._grants = held_by(self.pk)
        return [grant for grant in self._grants if grant.capability == capability and grant.is_in_force(on)]

    def forget_grants(self) -> None:
        """After a change of grants in the same request."""
        if hasattr(self, "_grants"):
            del self._grants

    def refresh_from_db(self, *args, **kwargs):
        self.forget_grants()
        super().refresh_from_db(*args, **kwargs)

    def may(self, capability: str, department: Department | None = None, on: date | None = None) -> bool:
        """Whether a grant in force covers `department` (itself or above it). Without one: whether there is
        any.

        Superusers hold no capability by themselves: to read about people takes a grant, which leaves a trace.
        """
        if not self.is_active:
            return False
        held = self.grants_held(capability, on)
        if department is None:
            return bool(held)
        return any(grant.covers(department) for grant in held)


class Identity(models.Model):
    """The account name under which statements speak of a person: random, and in a table of its own.
    Destroying the link makes the statements nobody's."""

    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, related_name="identity")
    account_name = models.CharField(max_length=32, unique=True, default=random_account_name, editable=False)

    def __str__(self):
        return self.account_name
