"""The stored HTML of a lesson, made fit for one page that holds many lessons and asks no network."""

import base64
import mimetypes
import re
from urllib.parse import unquote

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ID = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"')
TO_ANCHOR = re.compile(r'href="#([^"]*)"')
REFERENCE = re.compile(r"url\(#([^)]*)\)")
TO_SITE = re.compile(r'<a\b[^>]*\bhref="/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
PICTURE = re.compile(r"<img\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(src|alt)="([^"]*)"')
# What a reader opens on the screen is open on paper.
OPENED = [
    (re.compile(r"<details\b[^>]*>"), '<div class="opened">'),
    (re.compile(r"</details>"), "</div>"),
    (re.compile(r"<summary\b[^>]*>"), '<p class="opens">'),
    (re.compile(r"</summary>"), "</p>"),
]


def for_print(html: str, *, prefix: str) -> SafeString:
    """HTML of ours, with ids that no other lesson of the page has, pictures inside, details opened, and links
    to pages of the site as plain words. `html` is what publishing wrote, so it is well-formed and safe."""
    html = ID.sub(lambda found: f' {found[1]}="{prefixed(found[2], prefix)}"', html)
    html = TO_ANCHOR.sub(lambda found: f'href="#{prefix}{found[1]}"', html)
    html = REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", html)
    html = TO_SITE.sub(r"\1", html)
    html = PICTURE.sub(picture, html)
    for pattern, instead in OPENED:
        html = pattern.sub(instead, html)
    return mark_safe(html)  # see above


def prefixed(ids: str, prefix: str) -> str:
    return " ".join(f"{prefix}{each}" for each in ids.split())


def picture(found: re.Match[str]) -> str:
    """The picture itself in place of its address; its words where the file cannot be read."""
    given = dict(ATTRIBUTE.findall(found[0]))
    alt = given.get("alt", "")
    name = unquote(given.get("src", "")).removeprefix(settings.MEDIA_URL)
    kind, _ = mimetypes.guess_type(name)
    try:
        with default_storage.open(name) as file:
            content = base64.b64encode(file.read()).decode()
    except (OSError, ValueError):
        return f'<p class="missing">Picture: {alt}</p>'  # alt is escaped already: it stood in an attribute
    return f'<img alt="{alt}" src="data:{escape(kind or "application/octet-stream")};base64,{content}">'
