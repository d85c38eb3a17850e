"""Who a person is, where they work and what they may see.

`User` is the sign-in, `Identity` the name under which statements speak of the person, kept apart so that
destroying it erases. `Post` is where someone works, `Grant` what they may do. A role always means a role in
a framework.
"""

import secrets
import uuid
from datetime import date

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from lms.accounts.professions import PROFESSIONS, Grade
from lms.frameworks.models import Framework, RoleLevel


class Capability(models.TextChoices):
    VIEW_REPORTS = "view_reports", "Read the reports of a department"
    MANAGE_PEOPLE = "manage_people", "See and manage the people of a department"
    MANAGE_RECORDS = "manage_records", "Manage the learning record store"
    VIEW_AUDIT = "view_audit", "Read the audit log"


# These have no meaning below the whole site, so they are granted for all of it or not at all.
SITE_WIDE_CAPABILITIES: list[str] = [Capability.MANAGE_RECORDS, Capability.VIEW_AUDIT]


def in_force(on: date, *, prefix: str = "") -> Q:
    """Rows with `starts_on` and `ends_on` that hold on a day. `ends_on` is the last day, itself included."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


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

    def grants_held(self, capability: str, on: date | None = None) -> list["Grant"]:
        """This person's grants of a capability in force on a day: one query for all of them, once per
        request."""
        on = on or timezone.localdate()
        if not hasattr(self, "_grants"):
            self._grants = list(self.grants.select_related("department"))
        return [grant for grant in self._grants if grant.capability == capability and grant.is_in_force(on)]

    def forget_grants(self) -> None:
        """After a change of grants in the same request."""
        if hasattr(self, "_grants"):
            del self._grants

    def refresh_from_db(self, *args, **kwargs):
        self.forget_grants()
        super().refresh_from_db(*args, **kwargs)

    def may(self, capability: str, department: "Department | None" = None, on: date | None = None) -> bool:
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


def beneath(grants: list["Grant"], *, prefix: str = "") -> Q:
    """Departments in the subtrees of these grants. By path, so one LIKE per grant and no walking."""
    condition = Q(pk__in=[])
    for grant in grants:
        if grant.department is not None:
            condition |= Q(**{f"{prefix}path__startswith": grant.department.path})
    return condition


class DepartmentQuerySet(MP_NodeQuerySet):
    def visible_to(self, user, capability: str = Capability.VIEW_REPORTS, on: date | None = None):
        """The subtrees that a person's grants cover; all of them for a grant without department."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = user.grants_held(capability, on)
        if any(grant.department_id is None for grant in held):
            return self.all()
        return self.filter(beneath(held)) if held else self.none()

    def open(self):
        """Those where people work; a node that was merged into another is closed, and kept for old
        reports."""
        return self.filter(closed_on__isnull=True)


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class Department(MP_Node):
    """Any node of the organisation tree, whatever its kind: a department, an agency, a directorate, a
    team."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Department"
        AGENCY = "agency", "Agency"
        DIRECTORATE = "directorate", "Directorate"
        TEAM = "team", "Team"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=5, help_text="Head of a table column: five letters at most.")
    closed_on = models.DateField(null=True, blank=True)

    objects = DepartmentManager()

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(in_force(day))

    def primary(self):
        return self.filter(is_primary=True)

    def visible_to(self, user, on: date | None = None):
        return self.filter(user__in=User.objects.visible_to(user, on))


class Post(models.Model):
    """Where someone works, from `starts_on` to `ends_on` (the last day, itself included).

    A person has at most one open primary post. `source` says who vouches for it: a post that a person set
    counts for their own profile and from the next snapshot, and gives nobody else any right.
    """

    class Source(models.TextChoices):
        SELF = "self", "Set by the person"
        IMPORT = "import", "From the department"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    grade = models.CharField(max_length=10, choices=Grade.choices)
    profession = models.CharField(max_length=60, choices=PROFESSIONS)
    manager = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="managed_posts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_primary = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=Source.choices)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ends_on__isnull=True, is_primary=True),
                name="one_open_primary_post",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("user")), name="nobody_manages_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_grade_display()}, {self.get_profession_display()}, {self.department}"


class PostRole(models.Model):
    """The role level that a post holds in a framework: one per framework, and the person must meet the
    union."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="post_roles")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    role_level = models.ForeignKey(RoleLevel, on_delete=models.PROTECT, related_name="post_roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "framework"], name="one_role_per_framework_and_post")
        ]

    def __str__(self):
        return f"{self.post}: {self.role_level}"


class GrantQuerySet(models.QuerySet):
    def on(self, day: date):
        return self.filter(in_force(day))


class Grant(models.Model):
    """What a person may do, in a department and all beneath it, or everywhere (no department). Ended, never
    deleted: the row is the record of who could see what."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    capability = models.CharField(max_length=20, choices=Capability.choices)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        help_text="Empty: everywhere.",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    granted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="grants_given"
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True) | ~Q(capability__in=SITE_WIDE_CAPABILITIES),
                name="site_wide_capability_has_no_department",
            ),
        ]

    def __str__(self):
        return (
            f"{self.user}: {self.capability} in {self.department or 'every department'} from {self.starts_on}"
        )

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

    def covers(self, department: Department) -> bool:
        return self.department is None or department.path.startswith(self.department.path)
