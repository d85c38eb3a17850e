"""What stored lessons say of a fact becomes a row, and the lesson names the row.

Facts come from the facts.json that a course was taken in with; where two courses differ, the one read last is
right. A block that wrote a fact out for itself gets a row of its own. Revisions are converted too, so that an
old draft still opens. Authors may add and change facts."""

import hashlib
import json
import re
import uuid

from django.db import migrations
from django.db.models import F, JSONField
from django.db.models.functions import Cast
from wagtail.blocks import StreamValue

GROUP = "Content authors"
# As wagtail.models.ReferenceIndex makes the hash of a path.
PATHS = uuid.UUID("bdc70d8b-e7a2-4c2a-bf43-2a3e3fcbbe86")


class Facts:
    def __init__(self, apps):
        self.model = apps.get_model("courses", "Fact")
        self.keys = {}

    def read_files(self, apps):
        files = apps.get_model("courses", "CoursePage").objects.exclude(facts="")
        for text in files.order_by("pk").values_list("facts", flat=True):
            for fact in json.loads(text).get("facts", []):
                known = self.keys.get(fact["id"])
                if known is None or (fact.get("read_on") or "") > (known.taken["read_on"] or ""):
                    said = {
                        "fact": fact["fact"],
                        "sources": fact["sources"],
                        "read_on": fact.get("read_on") or None,
                        "status": fact["status"],
                    }
                    self.put(fact["id"], said, taken=said)

    def put(self, key, said, taken=None):
        sources = [
            {"type": "source", "value": dict(source), "id": str(uuid.uuid4())} for source in said["sources"]
        ]
        row, _ = self.model.objects.update_or_create(
            key=key,
            defaults={
                "text": said["fact"],
                "sources": json.dumps(sources),
                "read_on": said["read_on"],
                "status": said["status"],
                "taken": taken,
                "told": said,
            },
        )
        self.keys[key] = row
        return row

    def of_block(self, value):
        """The row of a fact as a block holds it."""
        row = self.keys.get(value.get("fact") or "")
        if row is not None:
            return row.pk
        sources = [
            {"title": source["title"], "url": source.get("url") or ""} for source in items(value["sources"])
        ]
        text = re.sub(r"<[^>]+>", "", value.get("text") or "").strip()
        text = text or ", ".join(source["title"] for source in sources)
        said = {
            "fact": text,
            "sources": sources,
            "read_on": value.get("read_on") or None,
            "status": value["status"],
        }
        digest = hashlib.sha256(json.dumps([sources, said["read_on"], said["status"], text]).encode())
        key = f"fact-{digest.hexdigest()[:8]}"
        return (self.keys.get(key) or self.put(key, said)).pk


def items(value):
    """The values of a stored list block, in either of the two ways in which Wagtail stores one."""
    return [
        each["value"] if isinstance(each, dict) and each.get("type") == "item" else each for each in value
    ]


def converted(raw, facts):
    """(the raw stream, whether it changed)"""
    changed = False
    blocks = []
    for block in raw:
        value = block["value"]
        if block["type"] == "key_fact" and "sources" in value:
            value = {"text": value["text"], "fact": facts.of_block(value)}
        elif block["type"] == "sources" and any(isinstance(each, dict) for each in items(value)):
            value = [
                {"type": "item", "value": facts.of_block(each), "id": str(uuid.uuid4())}
                for each in items(value)
            ]
        changed = changed or value is not block["value"]
        blocks.append({**block, "value": value})
    return blocks, changed


def convert(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Fact = apps.get_model("courses", "Fact")
    LessonPage = apps.get_model("courses", "LessonPage")
    ReferenceIndex = apps.get_model("wagtailcore", "ReferenceIndex")
    Revision = apps.get_model("wagtailcore", "Revision")

    def kind(app_label, model):
        return ContentType.objects.get_or_create(app_label=app_label, model=model)[0]

    facts = Facts(apps)
    facts.read_files(apps)
    lesson = kind("courses", "lessonpage")
    places = {"base_content_type": kind("wagtailcore", "page"), "content_type": lesson}
    for page in LessonPage.objects.annotate(raw=Cast(F("body"), JSONField())).iterator(chunk_size=100):
        raw, changed = converted(page.raw or [], facts)
        if not changed:
            continue
        page.body = StreamValue(page.body.stream_block, raw, is_lazy=True)
        page.save(update_fields=["body"])
        # What Wagtail writes when a page is saved; a migration's models do not.
        references = []
        for block in raw:
            if block["type"] == "key_fact":
                path = (f"body.{block.get('id')}.fact", "body.key_fact.fact", block["value"]["fact"])
                references.append(path)
            elif block["type"] == "sources":
                references += [
                    (f"body.{block.get('id')}.{each['id']}", "body.sources.item", each["value"])
                    for each in block["value"]
                ]
        ReferenceIndex.objects.bulk_create(
            [
                ReferenceIndex(
                    **places,
                    object_id=str(page.pk),
                    to_content_type=kind("courses", "fact"),
                    to_object_id=str(fact),
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=uuid.uuid5(PATHS, content_path),
                )
                for content_path, model_path, fact in references
            ],
            ignore_conflicts=True,
        )
    for revision in Revision.objects.filter(content_type=lesson).iterator(chunk_size=100):
        stored = revision.content.get("body")
        raw, changed = converted(json.loads(stored) if stored else [], facts)
        if changed:
            revision.content["body"] = json.dumps(raw)
            revision.save(update_fields=["content"])


def allow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    # Both are made after all migrations, so on a fresh database they are not there yet.
    content_type, _ = ContentType.objects.get_or_create(app_label="courses", model="fact")
    for verb in ("view", "add", "change"):
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_fact", defaults={"name": f"Can {verb} fact"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_facts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
