"""A realistic mix of statements of 1 to 2 kB, as text: an answer of ours, a cmi5 course, a video, a quiz with
its choices as an old PHP client writes it, one with a group and an attachment. The same for every run.
"""

import json
import random
import uuid
from collections.abc import Callable
from typing import Any

HOME = "https://learning.example.org"
ADL = "http://adlnet.gov/expapi"


def mix(count: int, *, seed: int = 1) -> list[str]:
    """`count` different statements of 300 people about 300 activities, which are the same whatever the seed.
    An activity is one thing: what defines it says the same each time.
    """
    made = _Made(random.Random(seed))
    kinds: list[Callable[[], str]] = [made.answer, made.answer, made.cmi5, made.video, made.quiz, made.team]
    return [kinds[place % len(kinds)]() for place in range(count)]


class _Made:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        world = random.Random(1)
        self.people = [_uuid(world).replace("-", "") for _ in range(300)]
        kinds = {"answer": 60, "cmi5": 60, "video": 60, "quiz": 60, "meeting": 45, "course": 15}
        self.activities = {
            kind: [f"{HOME}/xapi/activities/{kind}/{_uuid(world)}" for _ in range(count)]
            for kind, count in kinds.items()
        }

    def _uuid(self) -> str:
        return _uuid(self.chance)

    def _activity(self, kind: str, **more: Any) -> dict[str, Any]:
        return {"objectType": "Activity", "id": self.chance.choice(self.activities[kind]), **more}

    def _statement(self, verb: str, target: dict[str, Any], **more: Any) -> dict[str, Any]:
        account = {"homePage": HOME, "name": self.chance.choice(self.people)}
        second, micro = self.chance.randrange(60), self.chance.randrange(1_000_000)
        return {
            "id": self._uuid(),
            "actor": {"objectType": "Agent", "account": account},
            "verb": {"id": f"{ADL}/verbs/{verb}", "display": {"en-GB": verb, "cy": f"{verb} (cy)"}},
            "object": target,
            "timestamp": f"2026-11-24T12:07:{second:02}.{micro:06}+00:00",
            **more,
        }

    def _context(self, **more: Any) -> dict[str, Any]:
        return {
            "registration": self._uuid(),
            "contextActivities": {
                "parent": [self._activity("course")],
                "grouping": [self._activity("course")],
            },
            "extensions": {f"{HOME}/xapi/extensions/attempt": self._uuid()},
            **more,
        }

    def answer(self) -> str:
        definition = {
            "type": f"{ADL}/activities/cmi.interaction",
            "name": {"en-GB": "Question 2 of “Six dimensions”"},
            "description": {
                "en-GB": "Which of these dimensions does a rule on formats speak of? Choose two."
            },
            "extensions": {f"{HOME}/xapi/extensions/level": 2, f"{HOME}/xapi/extensions/guess": 0.25},
        }
        return _compact(
            self._statement(
                "answered",
                self._activity("answer", definition=definition),
                result={"success": self.chance.random() < 0.6, "response": "b[,]d", "duration": "PT41.5S"},
                context=self._context(language="en-GB", platform="Waymark"),
            )
        )

    def cmi5(self) -> str:
        scaled = round(self.chance.random(), 3)
        categories = ["https://w3id.org/xapi/cmi5/context/categories/moveon"]
        categories.append("https://w3id.org/xapi/cmi5/context/categories/cmi5")
        context = self._context(
            extensions={
                "https://w3id.org/xapi/cmi5/context/extensions/sessionid": self._uuid(),
                "https://w3id.org/xapi/cmi5/context/extensions/masteryscore": 0.8,
                "https://w3id.org/xapi/cmi5/context/extensions/launchmode": "Normal",
            }
        )
        context["contextActivities"]["category"] = [{"id": category} for category in categories]
        name = {"en-GB": "Opening up procurement: final check", "cy": "Agor caffael: gwiriad terfynol"}
        return json.dumps(
            self._statement(
                "passed",
                self._activity("cmi5", definition={"type": f"{ADL}/activities/lesson", "name": name}),
                result={
                    "score": {"scaled": scaled, "raw": scaled * 50, "min": 0, "max": 50},
                    "success": True,
                    "completion": True,
                    "duration": f"PT{self.chance.randrange(60)}M{self.chance.randrange(60)}S",
                },
                context=context,
            ),
            ensure_ascii=False,
        )

    def video(self) -> str:
        video = "https://w3id.org/xapi/video/extensions"
        at = self.chance.random() * 600
        return json.dumps(
            self._statement(
                "paused",
                self._activity(
                    "video",
                    definition={
                        "type": "https://w3id.org/xapi/video/activity-type/video",
                        "name": {"en-GB": "A quarter in the life of a register"},
                    },
                ),
                result={
                    "extensions": {
                        f"{video}/time": at,
                        f"{video}/progress": at / 600,
                        f"{video}/played-segments": f"0[.]{at / 2:.3f}[,]{at / 2:.3f}[.]{at:.3f}",
                    }
                },
                context=self._context(
                    language="en",
                    extensions={
                        f"{video}/session-id": self._uuid(),
                        f"{video}/length": 600,
                        f"{video}/full-screen": False,
                        f"{video}/speed": "1x",
                        f"{video}/volume": 0.6,
                        f"{video}/quality": "1280x720",
                        f"{video}/user-agent": "Mozilla/5.0 (X11; Linux; rv:140.0) Gecko Firefox/140.0",
                    },
                ),
            )
        )

    def quiz(self) -> str:
        definition = {
            "type": f"{ADL}/activities/cmi.interaction",
            "name": {"en": "Première question"},
            "interactionType": "choice",
            "correctResponsesPattern": ["option-1[,]option-3"],
            "choices": [
                {"id": f"option-{n}", "description": {"en": f"The “{n}th” of the options that are offered"}}
                for n in range(5)
            ],
        }
        text = _compact(
            self._statement(
                "answered",
                self._activity("quiz", definition=definition),
                result={
                    "score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2},
                    "success": False,
                    "response": "option-1",
                },
                context=self._context(
                    instructor={"name": "Priya", "mbox": "mailto:priya@example.org"}, revision="3"
                ),
            ),
            is_ascii=True,
        )
        return text.replace("/", "\\/")

    def team(self) -> str:
        members = [
            {"account": {"homePage": HOME, "name": name}} for name in self.chance.sample(self.people, 3)
        ]
        return json.dumps(
            self._statement(
                "attended",
                self._activity(
                    "meeting", definition={"name": {"en": "A meeting"}, "moreInfo": f"{HOME}/meetings"}
                ),
                context=self._context(team={"objectType": "Group", "name": "Team B", "member": members}),
                authority={"objectType": "Agent", "account": {"homePage": HOME, "name": "client"}},
                attachments=[
                    {
                        "usageType": "http://id.tincanapi.com/attachment/supporting_media",
                        "display": {"en": "Minutes"},
                        "contentType": "text/plain; charset=utf-8",
                        "length": 2048,
                        "sha2": f"{self.chance.getrandbits(256):064x}",
                    }
                ],
            )
        )


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _compact(statement: dict[str, Any], *, is_ascii: bool = False) -> str:
    return json.dumps(statement, ensure_ascii=is_ascii, separators=(",", ":"))
