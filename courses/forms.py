"""Forms of the CMS for what courses share."""

from wagtail.admin.forms import WagtailAdminModelForm


class KeptKeyForm(WagtailAdminModelForm):
    """A fact's number or a word is what files and questions name it by: given once, and never changed."""

    kept = "key"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.kept in self.fields:
            self.fields[self.kept].disabled = True
