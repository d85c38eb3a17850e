"""The names under which figures are released: a unit and a skill by uuid, a level of a skill by rank."""


def level_slice(skill: str, rank: int) -> str:
    """The slice of those who are asked for one level of a skill."""
    return f"{skill}/{rank}"
