"""Everything that changes people, posts and grants. The caller owns the entry; each action is atomic."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lms import audit, outbox
from lms.accounts.erasing import PERSON_ERASED, LastAdministrator, erase  # noqa: F401 - an action like the rest
from lms.accounts.models import Capability, Department, Grant, Post, PostRole, User
from lms.frameworks.models import RoleLevel

POST_CHANGED = "post.changed"
PERSON_LEFT = "person.left"


class RolesOverlap(Exception):
    """Two role levels of one framework were given for one post."""


class PostHeldByDepartment(Exception):
    """A person set their own post for a time for which their department has set one."""


class MoveIntoOwnTree(Exception):
    """A department was to be moved or merged into itself or something beneath it."""


def key_of(user: User | None) -> uuid.UUID | None:
    return user.uuid if user else None


@transaction.atomic
def create_user(
    *,
    email: str,
    first_name: str,
    last_name: str,
    password: str | None = None,
    by: User | None = None,
    at: datetime,
) -> User:
    """A person with a sign-in and a random account name. Without password they sign in another way or reset
    it.

    Raises `IntegrityError` where the address is taken, in whatever case it is written.
    """
    user = User(email=email, first_name=first_name, last_name=last_name, date_joined=at)
    user.set_password(password)
    user.save()
    audit.record(by=key_of(by), action="person.created", subject=f"user:{user.uuid}", details={}, at=at)
    return user


@transaction.atomic
def set_post(
    *,
    user: User,
    department: Department,
    grade: str,
    profession: str,
    manager: User | None = None,
    role_levels: Collection[RoleLevel] = (),
    starts_on: date,
    source: str,
    by: User | None,
    at: datetime,
) -> Post:
    """Give a person their primary post from `starts_on`; what was there before ends the day before.

    A post that would begin on that day or later is replaced: it never held. The same post again changes
    nothing, so a repeated form post or import leaves no trace. `role_levels` hold at most one per
    framework.
    """
    levels = list(role_levels)
    frameworks = [level.role.framework_id for level in levels]
    if len(frameworks) != len(set(frameworks)):
        raise RolesOverlap("A post holds one role level per framework at most.")
    # Locked first, so that two forms sent at once leave one open post and not an error page.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    values = {
        "department_id": department.pk,
        "grade": grade,
        "profession": profession,
        "manager_id": manager.pk if manager else None,
        "source": source,
    }
    primary = Post.objects.filter(user=user, is_primary=True)
    wanted = {level.pk for level in levels}
    for post in primary.filter(ends_on__isnull=True, starts_on__lte=starts_on):
        same = all(getattr(post, name) == value for name, value in values.items())
        if same and set(post.post_roles.values_list("role_level_id", flat=True)) == wanted:
            return post
    reaches_on = primary.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if source == Post.Source.SELF and reaches_on.filter(source=Post.Source.IMPORT).exists():
        raise PostHeldByDepartment("The department has set a post for that time.")
    primary.filter(starts_on__gte=starts_on).delete()
    reaches_on.update(ends_on=starts_on - timedelta(days=1))
    post = Post.objects.create(user=user, starts_on=starts_on, **values)
    PostRole.objects.bulk_create(
        PostRole(post=post, framework_id=level.role.framework_id, role_level=level) for level in levels
    )
    outbox.publish(POST_CHANGED, key=str(user.uuid), payload={"starts_on": starts_on.isoformat()}, at=at)
    audit.record(
        by=key_of(by),
        action="post.set",
        subject=f"user:{user.uuid}",
        details={"department": str(department.uuid), "starts_on": starts_on.isoformat(), "source": source},
        at=at,
    )
    return post


@transaction.atomic
def grant(
    *,
    user: User,
    capability: str,
    department: Department | None = None,
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Grant:
    """Let a person do something in a department and beneath it. An open grant of the same is returned as it
    is."""
    same = Grant.objects.filter(
        user=user, capability=capability, department=department, starts_on__lte=starts_on, ends_on=ends_on
    ).first()
    if same:
        return same
    given = Grant(
        user=user,
        capability=Capability(capability),
        department=department,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
    )
    given.save()
    user.forget_grants()
    audit.record(
        by=key_of(by), action="grant.given", subject=f"user:{user.uuid}", details=described(given), at=at
    )
    return given


@transaction.atomic
def revoke(*, grant: Grant, last_day: date | None = None, by: User | None, at: datetime) -> None:
    """End a grant: at once, its last day being yesterday, or after `last_day`. It never makes a grant
    longer, so doing it again changes nothing."""
    last_day = last_day or timezone.localdate(at) - timedelta(days=1)
    if grant.ends_on is not None and grant.ends_on <= last_day:
        return
    grant.ends_on = last_day
    grant.save(update_fields=["ends_on"])
    grant.user.forget_grants()
    audit.record(
        by=key_of(by),
        action="grant.revoked",
        subject=f"user:{grant.user.uuid}",
        details=described(grant),
        at=at,
    )


def described(grant: Grant) -> dict[str, str | None]:
    return {
        "capability": str(grant.capability),
        "department": str(grant.department.uuid) if grant.department else None,
        "starts_on": grant.starts_on.isoformat(),
        "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
    }


@transaction.atomic
def leave(*, user: User, on: date, by: User | None, at: datetime) -> None:
    """A person leaves, `on` being their last day: posts end, grants end, and no session or password works
    any more.

    What they learnt stays; erasing it is another act. Whoever they managed keeps their post, without a
    manager's rights for anyone: an inactive person sees nothing.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        return
    Post.objects.filter(user=user, starts_on__gt=on).delete()
    Post.objects.filter(user=user).filter(ends_on__isnull=True).update(ends_on=on)
    Post.objects.filter(user=user, ends_on__gt=on).update(ends_on=on)
    for held in Grant.objects.filter(user=user).select_related("user", "department"):
        revoke(grant=held, by=by, at=at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    outbox.publish(PERSON_LEFT, key=str(user.uuid), payload={"on": on.isoformat()}, at=at)
    audit.record(
        by=key_of(by),
        action="person.left",
        subject=f"user:{user.uuid}",
        details={"on": on.isoformat()},
        at=at,
    )


@transaction.atomic
def add_department(
    *, name: str, short_name: str, kind: str, parent: Department | None = None, by: User | None, at: datetime
) -> Department:
    """A new node of the tree, last among its parent's children (or among the departments)."""
    lock_tree()
    values = {"name": name, "short_name": short_name, "kind": kind}
    if parent is None:
        made = Department.add_root(**values)
    else:
        made = Department.objects.get(pk=parent.pk).add_child(**values)
    audit.record(
        by=key_of(by),
        action="department.added",
        subject=f"department:{made.uuid}",
        details={"name": name, "parent": str(parent.uuid) if parent else None},
        at=at,
    )
    return made


@transaction.atomic
def move_department(
    *, department: Department, parent: Department | None, by: User | None, at: datetime
) -> Department:
    """Move a node with all beneath it. Posts and grants hang on the row and go with it."""
    lock_tree()
    department = Department.objects.get(pk=department.pk)
    if parent is None:
        department.move(Department.get_last_root_node(), pos="last-sibling")
    else:
        parent = Department.objects.get(pk=parent.pk)
        if parent.path.startswith(department.path):
            raise MoveIntoOwnTree(f"{department} cannot move into {parent}, which lies inside it.")
        department.move(parent, pos="last-child")
    audit.record(
        by=key_of(by),
        action="department.moved",
        subject=f"department:{department.uuid}",
        details={"parent": str(parent.uuid) if parent else None},
        at=at,
    )
    return Department.objects.get(pk=department.pk)


@transaction.atomic
def merge_department(
    *, department: Department, into: Department, on: date, by: User | None, at: datetime
) -> Department:
    """One node becomes part of another: its open posts and what lay beneath it move, and it closes, the
    last day being the day before `on`. The closed row stays, for the reports and posts that name it.

    Posts are ended and begun anew, so that history keeps who worked where. A grant on the closed node would
    come to cover more than was granted, so grants end instead of moving: taking them along is somebody's
    decision.
    """
    lock_tree()
    department = Department.objects.get(pk=department.pk)
    into = Department.objects.get(pk=into.pk)
    if into.path.startswith(department.path):
        raise MoveIntoOwnTree(f"{department} cannot merge into {into}, which is itself or lies inside it.")
    for child in list(department.get_children()):
        Department.objects.get(pk=child.pk).move(Department.objects.get(pk=into.pk), pos="last-child")
    into = Department.objects.get(pk=into.pk)
    held = Post.objects.filter(department=department, is_primary=True, ends_on__isnull=True)
    for post in held.select_related("user", "manager").order_by("pk"):
        roles = RoleLevel.objects.filter(post_roles__post=post).select_related("role")
        set_post(
            user=post.user,
            department=into,
            grade=post.grade,
            profession=post.profession,
            manager=post.manager,
            role_levels=list(roles),
            starts_on=max(on, post.starts_on),
            source=post.source,
            by=by,
            at=at,
        )
    for grant_there in Grant.objects.filter(department=department).select_related("user", "department"):
        revoke(grant=grant_there, by=by, at=at)
    Department.objects.filter(pk=department.pk).update(closed_on=on)
    audit.record(
        by=key_of(by),
        action="department.merged",
        subject=f"department:{department.uuid}",
        details={"into": str(into.uuid)},
        at=at,
    )
    return into


def lock_tree() -> None:
    """One change of the tree at a time: a path is computed from its neighbors'. SQLite's immediate
    transactions do the same without a lock."""
    list(Department.objects.select_for_update(no_key=True).filter(depth=1).values_list("pk", flat=True))
