"""questions.json written out: what was read comes out the same."""

import json
import re
from pathlib import Path
from typing import Any

from wagtail.models import Locale

from assessments.bank.importing.reading import FILE
from assessments.bank.models import Question
from courses.models import Course


def written(question: Question) -> dict[str, Any]:
    """A question as the file has it. A browser's form brings line ends of its own; files have one kind."""
    options, key = question.option_rows()
    options = [{name: one_line_end(text) for name, text in option.items()} for option in options]
    return {
        "uuid": str(question.uuid),
        "slug": question.slug,
        "framework": question.skill.framework.slug,
        "skill": question.skill.slug,
        "level": question.level.slug,
        "module": question.module.slug if question.module else None,
        "form": question.form,
        "select": question.select,
        "stem_format": question.stem_format,
        "stem": one_line_end(question.stem),
        "options": options,
        "key": key,
        "facts": question.facts,
        "basis": question.basis,
        "weakest_source": question.weakest_source,
    }


def write_out(course: Course, folder: Path) -> None:
    """Write questions.json: every published question of the course in its first language, in the order of
    its slug."""
    locale = Locale.get_default()
    questions = Question.objects.filter(course=course, live=True, locale=locale)
    rows = [written(question) for question in questions.select_related("skill__framework", "level", "module")]
    if not rows:
        (folder / FILE).unlink(missing_ok=True)
        return
    language = locale.language_code.split("-")[0]
    data = {"course": course.slug, "language": language, "questions": sorted(rows, key=in_order)}
    (folder / FILE).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n")


def in_order(row: dict[str, Any]) -> list[tuple[int, int | str]]:
    """q2 before q10."""
    return [
        (1, int(part)) if part.isdigit() else (0, part) for part in re.split(r"(\d+)", row["slug"]) if part
    ]
