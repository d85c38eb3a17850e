"""What the filters mean, read plainly (communication 2.1.3), and statements to try them on."""

from uuid import UUID

from tests.lrs.clients import said

AGENTS = [{"mbox": f"mailto:{name}@example.org"} for name in ("tom", "priya", "gwen")]
TEAM = {"objectType": "Group", "mbox": "mailto:team@example.org"}
VERBS = [f"http://x.org/verbs/{name}" for name in ("did", "saw")]
ACTIVITIES = [f"http://x.org/activities/{n}" for n in range(3)]
REGISTRATIONS = [str(UUID(int=n)) for n in range(1, 3)]


def drawn(chance, *, inner=False):
    """A statement of few agents and activities, so that filters overlap."""
    agent = lambda: chance.choice(AGENTS)  # noqa: E731
    activity = lambda: {"id": chance.choice(ACTIVITIES)}  # noqa: E731
    made = said(
        actor=chance.choice(
            [agent(), agent(), {**TEAM, "member": [agent()]}, {"objectType": "Group", "member": [agent()]}]
        ),
        verb={"id": chance.choice(VERBS)},
        object=chance.choice([activity(), activity(), {"objectType": "Agent", **agent()}]),
    )
    context = {}
    if chance.random() < 0.4:
        context["instructor"] = agent()
    if chance.random() < 0.4:
        context["contextActivities"] = {"parent": [activity()]}
    if chance.random() < 0.5:
        context["registration"] = chance.choice(REGISTRATIONS)
    if context:
        made["context"] = context
    if not inner and chance.random() < 0.2:
        made["object"] = {"objectType": "SubStatement", **drawn(chance, inner=True)}
    return made


def agents_of(statement, *, broad):
    actor, target = statement["actor"], statement["object"]
    found = [actor, *actor.get("member", [])]
    if target.get("objectType") in ("Agent", "Group"):
        found += [target, *target.get("member", [])]
    if broad:
        found.append(statement.get("context", {}).get("instructor", {}))
        if target.get("objectType") == "SubStatement":
            found += [{"mbox": mbox} for mbox in agents_of(target, broad=True)]
    return {agent["mbox"] for agent in found if "mbox" in agent}


def activities_of(statement, *, broad):
    target = statement["object"]
    found = {target["id"]} if target.get("objectType", "Activity") == "Activity" else set()
    if broad:
        parents = statement.get("context", {}).get("contextActivities", {}).get("parent", [])
        found |= {parent["id"] for parent in parents}
        if target.get("objectType") == "SubStatement":
            found |= activities_of(target, broad=True)
    return found


def meets(statement, params):
    broad_agents, broad_activities = "related_agents" in params, "related_activities" in params
    return (
        ("agent" not in params or params["agent"]["mbox"] in agents_of(statement, broad=broad_agents))
        and ("verb" not in params or params["verb"] == statement["verb"]["id"])
        and (
            "activity" not in params or params["activity"] in activities_of(statement, broad=broad_activities)
        )
        and (
            "registration" not in params
            or params["registration"] == statement.get("context", {}).get("registration")
        )
    )


FILTERS = [
    {"agent": AGENTS[0]},
    {"agent": TEAM},
    {"agent": AGENTS[0], "related_agents": "true"},
    {"verb": VERBS[0]},
    {"activity": ACTIVITIES[0]},
    {"activity": ACTIVITIES[0], "related_activities": "true"},
    {"registration": REGISTRATIONS[0]},
]
