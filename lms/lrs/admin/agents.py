"""Fields for what statements name: agents, IRIs, verbs, moments. Each says what is wrong in plain words."""

import re
from typing import Any

from django import forms

from lms.lrs.store.foundation import base_iri
from lms.lrs.validation import Invalid, agent_identifier, check_agent_or_group, check_iri, parse
from lms.lrs.vocabulary import ADL

_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


def agent_of(identifier: str) -> dict[str, Any]:
    """The agent that a canonical identifier is of."""
    if identifier.startswith("account:"):
        home_page, _, name = identifier.removeprefix("account:").partition("\n")
        return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}
    for prefix, key in (("sha1:", "mbox_sha1sum"), ("openid:", "openid")):
        if identifier.startswith(prefix):
            return {"objectType": "Agent", key: identifier.removeprefix(prefix)}
    return {"objectType": "Agent", "mbox": identifier}


def identifier_of(text: str) -> str:
    """What a person writes for an agent, as the canonical identifier: an e-mail address, an account name (of
    this site, or behind its home page and a space), a SHA-1, an OpenID, or the agent as JSON. Raises Invalid.
    """
    text = text.strip()
    if text.startswith("{"):
        agent = parse(text)
        check_agent_or_group(agent)
        return agent_identifier(agent)
    home_page, space, name = text.partition(" ")
    if space and ":" in home_page:
        check_iri(home_page)
        return f"account:{home_page}\n{name.strip()}"
    if _SHA1.fullmatch(text):
        return f"sha1:{text.lower()}"
    if text.startswith("mailto:"):
        return text
    if "://" in text:
        check_iri(text)
        return f"openid:{text}"
    return f"mailto:{text}" if "@" in text else f"account:{base_iri()}\n{text}"


class AgentField(forms.CharField):
    """Becomes a canonical identifier, or "" where nothing was entered."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            identifier = identifier_of(text)
            if not identifier:
                raise forms.ValidationError("A group without an identifier is nobody in particular.")
            check_agent_or_group(agent_of(identifier))
            return identifier
        except Invalid as invalid:
            raise forms.ValidationError(f"This is no agent: {invalid}.") from None


class IriField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text:
            try:
                check_iri(text)
            except Invalid:
                raise forms.ValidationError("Enter a whole IRI, such as https://example.org/one.") from None
        return text


class MomentField(forms.DateTimeField):
    """In the time of London. The browser's own control needs no script."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMATS[0])
        super().__init__(widget=widget, input_formats=_FORMATS, **more)


class VerbField(IriField):
    def clean(self, value: Any) -> str:
        text = (value or "").strip()
        return super().clean(f"{ADL}/verbs/{text}" if re.fullmatch(r"[a-z-]+", text) else text)
