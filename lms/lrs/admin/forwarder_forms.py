"""The forms of forwarding."""

from typing import Any

from django import forms
from django.utils import timezone

from lms.lrs.admin.agents import MomentField, identifier_of
from lms.lrs.forwarding.actions import Settings
from lms.lrs.forwarding.addresses import NotAllowed, NotFound, check_endpoint, target_of
from lms.lrs.models import Forwarder
from lms.lrs.validation import Invalid, check_iri

MOST = 200  # entries of one filter


class Lines(forms.CharField):
    """One entry a line; becomes a list of texts."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=50_000, **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().clean(value)
        lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        if len(lines) > MOST:
            raise forms.ValidationError(f"Enter no more than {MOST}.")
        return [self.checked(line) for line in lines]

    def checked(self, line: str) -> str:
        try:
            check_iri(line)
        except Invalid:
            raise forms.ValidationError(f"{line} is no IRI, such as https://example.org/one.") from None
        return line


class Actors(Lines):
    """Home pages stay as they are; of an e-mail address or an agent the identifier is kept."""

    def checked(self, line: str) -> str:
        if "@" not in line and not line.startswith("{"):
            return super().checked(line)
        try:
            return identifier_of(line)
        except Invalid as invalid:
            raise forms.ValidationError(f"{line} is no agent: {invalid}.") from None


class ForwarderForm(forms.Form):
    """Without a key the kept one stays."""

    name = forms.CharField(max_length=100)
    endpoint = forms.CharField(
        max_length=500,
        label="Address",
        help_text="Of its xAPI, such as https://lrs.example.org/xapi, without /statements.",
    )
    username = forms.CharField(max_length=200, label="User name", help_text="Of the credential it gave you.")
    secret = forms.CharField(
        max_length=500,
        required=False,
        label="Key",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Kept sealed and never shown again. Leave it empty to keep the one there is.",
    )
    version = forms.ChoiceField(
        choices=Forwarder.Version.choices,
        label="Version of xAPI",
        help_text="The newest that it speaks. Statements of 2.0 are refused by one that only speaks 1.0.3.",
    )
    verbs = Lines(label="Only these verbs", help_text="One IRI a line. Empty: all.")
    activities = Lines(
        label="Only these activities",
        help_text="One a line: the beginning of an IRI, of what a statement is about or in its context. "
        "Empty: all.",
    )
    actors = Actors(
        label="Only these people",
        help_text="One a line: the home page of accounts, or an e-mail address. Empty: all.",
    )

    def __init__(self, *args: Any, kept: Forwarder | None = None, **kwargs: Any) -> None:
        self.kept = kept
        super().__init__(*args, **kwargs)

    @staticmethod
    def said_by(one: Forwarder) -> dict[str, Any]:
        names = ("name", "endpoint", "username", "version", "verbs", "activities", "actors")
        return {name: getattr(one, name) for name in names}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        taken = Forwarder.objects.filter(name=name)
        if self.kept:
            taken = taken.exclude(pk=self.kept.pk)
        if taken.exists():
            raise forms.ValidationError("Another one has this name.")
        return name

    def clean_endpoint(self) -> str:
        """A name that cannot be found now may be found later; one that leads inside is refused at once."""
        endpoint = self.cleaned_data["endpoint"].strip().rstrip("/").removesuffix("/statements")
        try:
            check_endpoint(endpoint)
            target_of(endpoint)
        except NotAllowed as error:
            raise forms.ValidationError(str(error)) from None
        except NotFound:
            pass
        return endpoint

    def settings(self) -> Settings:
        data = self.cleaned_data
        return Settings(
            name=data["name"],
            endpoint=data["endpoint"],
            username=data["username"],
            version=data["version"],
            verbs=data["verbs"],
            activities=data["activities"],
            actors=data["actors"],
        )


class NewForwarderForm(ForwarderForm):
    start = forms.ChoiceField(
        label="Begin with",
        choices=[
            ("all", "Everything that is stored"),
            ("now", "Only what is stored from now on"),
            ("since", "What is stored from this time on:"),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    since = MomentField(required=False, label="From")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].required = True
        self.fields["secret"].help_text = "Kept sealed and never shown again."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("start") == "since" and not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", "Enter a date and a time.")
        return cleaned

    def starts_from(self) -> Any:
        start = self.cleaned_data["start"]
        if start == "now":
            return timezone.now()
        return self.cleaned_data["since"] if start == "since" else None


class SendAgainForm(forms.Form):
    since = MomentField(
        required=False, label="Send again from", help_text="Leave it empty for everything that is stored."
    )
