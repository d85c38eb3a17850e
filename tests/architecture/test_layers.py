"""What import-linter cannot see: relations by string, chooser targets in StreamFields, tag libraries."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField

ROOT = Path(__file__).resolve().parents[2]
LOWEST_FIRST = [
    "lms.derived",
    "lms.audit",
    "lms.outbox",
    "lms.lrs",
    "lms.disclosure",
    "lms.frameworks",
    "lms.accounts",
    "lms.site",
    "courses",
    "assessments.bank",
    "assessments.attempts",
    "assessments.skills",
    "assessments.reports",
    "assessments.home",
    "assessments.demo",
]
TEMPLATE_FOLDERS = {  # a folder of templates belongs to the package that renders it
    "account": "lms.accounts",
    "accounts": "lms.accounts",
    "frameworks": "lms.frameworks",
    "lrs": "lms.lrs",
    "site": "lms.site",
    "components": "lms.site",
    "courses": "courses",
    "bank": "assessments.bank",
    "attempts": "assessments.attempts",
    "skills": "assessments.skills",
    "reports": "assessments.reports",
    "home": "assessments.home",
    "demo": "assessments.demo",
}


def layer(name: str) -> int | None:
    return next((n for n, package in enumerate(LOWEST_FIRST) if f"{name}.".startswith(f"{package}.")), None)


def test_every_app_of_ours_has_its_place_in_the_order():
    ours = {
        config.name
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"lms", "courses", "assessments"}
    }
    assert ours - {"lms"} == set(LOWEST_FIRST)


def test_relations_point_downwards():
    """import-linter reads imports; a string foreign key is not one."""
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if None not in (layer(model.__module__), layer(field.related_model.__module__))
        and layer(field.related_model.__module__) > layer(model.__module__)
    ]
    assert not upward


def walk(block: Block, trail: str):
    yield block, trail
    if isinstance(block, StructBlock | StreamBlock):
        for name, child in block.child_blocks.items():
            yield from walk(child, f"{trail}.{name}")
    elif isinstance(block, ListBlock):
        yield from walk(block.child_block, trail)


def test_choosers_in_blocks_point_downwards_but_for_the_blocks_named_in_settings():
    """A chooser's target is a string too. Only settings.LESSON_BLOCKS may bring a block from above."""
    from django.conf import settings

    upward = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, StreamField) or layer(model.__module__) is None:
                continue
            for block, trail in walk(field.stream_block, f"{model._meta.label}.{field.name}"):
                named = f"{type(block).__module__}.{type(block).__qualname__}" in settings.LESSON_BLOCKS
                inside_named = any(
                    f"{type(b).__module__}.{type(b).__qualname__}" in settings.LESSON_BLOCKS
                    for b, t in walk(field.stream_block, f"{model._meta.label}.{field.name}")
                    if trail.startswith(f"{t}.")
                )
                target = getattr(block, "target_model", None)
                places = [layer(type(block).__module__)]
                if isinstance(target, type):
                    places.append(layer(target.__module__))
                if not (named or inside_named) and any(
                    p is not None and p > layer(model.__module__) for p in places
                ):
                    upward.append(trail)
    assert not upward


def tag_libraries() -> dict[str, str]:
    """Library name to the package of ours that defines it."""
    return {
        path.stem: ".".join(path.relative_to(ROOT).parts[:-2])
        for top in ("lms", "courses", "assessments")
        for path in (ROOT / top).glob("**/templatetags/*.py")
        if path.stem != "__init__"
    }


def test_templates_load_no_tag_library_from_above():
    libraries = tag_libraries()
    upward = []
    for path in (ROOT / "templates").glob("**/*.html"):
        owner = TEMPLATE_FOLDERS.get(path.relative_to(ROOT / "templates").parts[0], "lms.site")
        for names in re.findall(r"{%\s*load\s+([^%]+)%}", path.read_text()):
            upward += [
                f"{path.relative_to(ROOT)} loads {name} of {libraries[name]}"
                for name in names.split()
                if name in libraries and layer(libraries[name]) > layer(owner)
            ]
    assert not upward


def test_the_top_level_packages_are_those_that_the_contracts_know():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert found == set(contracts["root_packages"])


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "misc", "services"])
def test_no_module_has_a_name_that_says_nothing(word):
    named = [
        str(path.relative_to(ROOT))
        for top in ("lms", "courses", "assessments", "tests")
        for path in (ROOT / top).rglob("*.py")
        if word in {path.stem, path.parent.name}
    ]
    assert not named
