"""Django forms as GOV.UK components, and the tags that templates use."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template


class PostForm(forms.Form):
    email = forms.EmailField(label="Work e-mail", help_text="The one that ends in gov.uk")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    grade = forms.ChoiceField(choices=[("", "Choose"), ("eo", "EO"), ("scs", "SCS")])
    dimension = forms.ChoiceField(
        label="Which dimension fails?",
        widget=forms.RadioSelect,
        choices=[("a", "Accuracy"), ("v", "Validity")],
    )
    topics = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("d", "Data"), ("b", "Buying")], required=False
    )
    why = forms.CharField(widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="I have read it")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("grade") == "scs":
            raise forms.ValidationError("No post at this grade is open")


def draw(template: str, **context) -> BeautifulSoup:
    return BeautifulSoup(Template(template).render(Context(context)), "html.parser")


def test_each_field_gets_its_component():
    soup = draw("{% fields form %}", form=PostForm())

    assert soup.select_one("#id_email")["type"] == "email"
    assert soup.select_one("#id_email")["aria-describedby"] == "id_email-hint"
    assert soup.select_one("#id_password")["autocomplete"] == "current-password"
    assert [option["value"] for option in soup.select("select#id_grade option")] == ["", "eo", "scs"]
    assert [radio["id"] for radio in soup.select("[name=dimension]")] == ["id_dimension", "id_dimension-2"]
    assert soup.select_one("fieldset legend").get_text(strip=True) == "Which dimension fails?"
    assert len(soup.select("[name=topics][type=checkbox]")) == 2
    assert soup.select_one("textarea#id_why")["rows"] == "10"
    assert soup.select_one("#id_agree")["type"] == "checkbox"
    assert soup.select_one("[name=token]")["type"] == "hidden"


def test_what_was_typed_is_kept_but_never_a_password():
    data = {"email": "amara@example.gov.uk", "password": "secret words", "grade": "eo", "topics": ["b"]}
    soup = draw("{% fields form %}", form=PostForm(data))

    assert soup.select_one("#id_email")["value"] == "amara@example.gov.uk"
    assert "value" not in soup.select_one("#id_password").attrs
    assert soup.select_one("option[selected]")["value"] == "eo"
    assert [box["value"] for box in soup.select("[name=topics][checked]")] == ["b"]


def test_errors_are_said_on_top_and_at_the_field():
    soup = draw(
        "{% error_summary form %}{% fields form %}", form=PostForm({"grade": "scs", "email": "nobody"})
    )
    summary = {link["href"]: link.get_text(strip=True) for link in soup.select(".govuk-error-summary a")}
    ids = {element["id"] for element in soup.select("[id]")}

    assert soup.select_one(".govuk-error-summary li").get_text(strip=True) == "No post at this grade is open"
    assert summary["#id_dimension"] == "This field is required."
    assert {href.removeprefix("#") for href in summary} <= ids
    assert (
        soup.select_one("#id_email-error").get_text(" ", strip=True) == "Error: Enter a valid email address."
    )
    assert "id_email-error" in soup.select_one("#id_email")["aria-describedby"]


@pytest.mark.parametrize("form", [PostForm(), None])
def test_nothing_wrong_nothing_said(form):
    assert draw("{% error_summary form %}{% title_error form %}", form=form).get_text(strip=True) == ""


def test_the_title_says_error_first():
    assert draw("{% title_error form %}", form=PostForm({})).get_text() == "Error: "


def test_a_field_may_be_the_heading_of_its_page():
    soup = draw(
        "{% field form.email label_is_page_heading=True label_classes='govuk-label--l' %}", form=PostForm()
    )

    assert soup.select_one("h1 label.govuk-label--l").get_text(strip=True) == "Work e-mail"


def test_a_legend_may_be_the_heading_of_its_page():
    soup = draw("{% field form.dimension legend_is_page_heading=True %}", form=PostForm())

    assert soup.select_one("legend h1").get_text(strip=True) == "Which dimension fails?"


def test_text_from_people_is_escaped_in_every_tag():
    soup = draw(
        """
        {% button name %}{% tag name %}{% breadcrumbs name '/' name %}{% warning_text name %}
        {% details name %}{{ name }}{% enddetails %}{% inset_text %}{{ name }}{% endinset_text %}
        {% summary_list rows %}{% table cells %}{% input name='y' value=name %}
        {% radios name='x' legend=name items=pairs hint=name error_message=name %}
        """,
        name="<script>go()</script>",
        rows=[("<script>", "<script>")],
        cells=[["<script>"]],
        pairs=[("<script>", "<script>")],
    )

    assert soup.find("script") is None


def test_breadcrumbs_take_text_and_address_in_turn():
    soup = draw("{% breadcrumbs 'Find learning' '/courses/' 'Data quality' %}")

    assert [link["href"] for link in soup.select("a")] == ["/courses/"]
    assert soup.select_one("[aria-current=page]").get_text(strip=True) == "Data quality"


def test_a_stacked_table_keeps_its_roles_and_names_each_cell():
    soup = draw(
        "{% table rows head=head is_stacked=True first_cell_is_header=True %}",
        rows=[["Rivers", "41%"]],
        head=["Team", "Share"],
    )

    assert soup.select_one("td")["data-l"] == "Share"
    assert [soup.select_one(name)["role"] for name in ("table", "tbody", "tr", "td")] == [
        "table",
        "rowgroup",
        "row",
        "cell",
    ]


def test_page_numbers_keep_the_search():
    page = Paginator(range(100), 10).page(5)
    soup = draw("{% page_numbers page '?q=data&page=' %}", page=page)

    assert soup.select_one("[aria-current=page]").get_text(strip=True) == "5"
    assert soup.select_one("[rel=next]")["href"] == "?q=data&page=6"


def test_one_page_needs_no_numbers():
    assert str(draw("{% page_numbers page '?page=' %}", page=Paginator([1], 10).page(1))) == ""
