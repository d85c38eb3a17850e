"""People and posts, read for other packages. None of these asks who is looking: pages go through
`visible_to`."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from lms.accounts.models import Department, Identity, Post, PostRole, User
from lms.frameworks.models import RoleLevel


def current_post(user: User, on: date) -> Post | None:
    """The primary post of a person on a day."""
    return (
        Post.objects.filter(user=user)
        .primary()
        .on(on)
        .select_related("department", "manager")
        .order_by("-starts_on", "pk")
        .first()
    )


def role_levels_of(user: User, on: date) -> list[RoleLevel]:
    """What a person's posts of a day hold in all frameworks; they must meet the union (`required_levels`)."""
    return list(
        RoleLevel.objects.filter(post_roles__post__in=Post.objects.filter(user=user).on(on))
        .select_related("role__framework")
        .order_by("role__framework__order", "pk")
        .distinct()
    )


def posts_on(on: date, department: Department | None = None) -> QuerySet[Post]:
    """The primary posts of a day, of a department and all beneath it where one is given. Ordered by
    person."""
    posts = Post.objects.primary().on(on)
    if department is not None:
        posts = posts.filter(department__path__startswith=department.path)
    return posts.select_related("user", "user__identity", "department").order_by("user_id", "pk")


def role_level_ids_of_posts(posts: Iterable[Post]) -> dict[int, list[int]]:
    """Post id → ids of its role levels, one query for any number of posts."""
    held: dict[int, list[int]] = {post.pk: [] for post in posts}
    rows = PostRole.objects.filter(post__in=list(held)) if len(held) < 500 else PostRole.objects.all()
    for post_id, role_level_id in rows.order_by("pk").values_list("post_id", "role_level_id"):
        if post_id in held:
            held[post_id].append(role_level_id)
    return held


def user_for_account(account_name: str) -> User | None:
    """The person that statements call by this name; None once erased, or for a name that is not ours."""
    return User.objects.filter(identity__account_name=account_name).first()


def accounts_for(users: Iterable[User] | QuerySet[User]) -> dict[int, str]:
    """User id → account name. Erased people are left out."""
    return dict(Identity.objects.filter(user__in=users).order_by("pk").values_list("user_id", "account_name"))
