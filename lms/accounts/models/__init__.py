"""Who a person is, where they work and what they may see.

`User` is the sign-in, `Identity` the name under which statements speak of the person, kept apart so that
destroying it erases. `Post` is where someone works, `Grant` what they may do. A role always means a role in
a framework.
"""

from lms.accounts.models.departments import Capability, Department
from lms.accounts.models.grants import SITE_WIDE_CAPABILITIES, Grant
from lms.accounts.models.people import Identity, User, random_account_name
from lms.accounts.models.posts import Post, PostRole

__all__ = [
    "SITE_WIDE_CAPABILITIES",
    "Capability",
    "Department",
    "Grant",
    "Identity",
    "Post",
    "PostRole",
    "User",
    "random_account_name",
]
