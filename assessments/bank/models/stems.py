"""The text of a question as HTML. Pure: text in, safe HTML out."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No raw HTML, links or images: a stem is words, and at most a table.
_markdown = MarkdownIt("zero", {"html": False}).enable(["table", "emphasis", "list"])


def _with_class(tag, css):
    def rule(renderer, tokens, index, options, env):
        tokens[index].attrSet("class", css)
        return renderer.renderToken(tokens, index, options, env)

    _markdown.add_render_rule(f"{tag}_open", rule)


for _tag, _css in {
    "table": "govuk-table wm-q-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}.items():
    _with_class(_tag, _css)


def render_stem(stem: str, stem_format: str) -> SafeString:
    """HTML of a stem: every paragraph a `wm-q-stem`, a Markdown table a real table with column headings."""
    if stem_format != "markdown":
        paragraphs = [part.strip() for part in stem.replace("\r\n", "\n").split("\n\n") if part.strip()]
        return format_html_join("", '<p class="wm-q-stem">{}</p>', ((part,) for part in paragraphs))
    html = _markdown.render(stem)
    html = html.replace("<p>", '<p class="wm-q-stem">').replace("<th ", '<th scope="col" ')
    # A wide table scrolls by itself; the page never does. A region that scrolls needs a tab stop and a
    # name, and two questions of a page must not share it.
    region = format_html(
        '<div class="wm-scroll" role="region" aria-label="Table in: {}" tabindex="0"><table',
        first_words(stem, 50),
    )
    html = html.replace("<table", region).replace("</table>", "</table></div>")
    return mark_safe(html)  # made by a renderer that escapes all text and passes no raw HTML


def first_words(stem: str, length: int = 70) -> str:
    """The beginning of a stem in one line, for lists in the CMS."""
    line = " ".join(stem.split("\n\n")[0].split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
