"""The languages in which there is something to read."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


@cache
def on_screen() -> tuple[str, ...]:
    """Codes of the languages that the site speaks: its own, and each with a compiled catalogue of words."""
    return tuple(
        code
        for code, _name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE
        or any(Path(folder, code, "LC_MESSAGES", "django.mo").exists() for folder in settings.LOCALE_PATHS)
    )


def switch(request: HttpRequest) -> list[dict[str, str | None]]:
    """Items of the language navigation for this page; empty while there is only one language to read."""
    codes = on_screen()
    if len(codes) < 2:
        return []
    here, names = get_language(), dict(settings.LANGUAGES)
    return [
        {
            "text": names[code],
            "lang": code.split("-")[0],
            "href": None if code == here else translate_url(request.get_full_path(), code),
        }
        for code in codes
    ]
