import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0005_bodies_name_facts'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='coursepage',
            name='facts',
        ),
        migrations.AlterField(
            model_name='lessonpage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('text', 1), ('table', 3), ('key_fact', 6), ('example', 9), ('action', 11), ('sources', 13), ('definition_list', 17), ('diagram', 22), ('image', 26), ('check', 27)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'template': 'courses/blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'required': False}), 3: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 2)]], {}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'label': 'The fact, in your words'}), 5: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.Fact',), {'label': 'The fact that it rests on'}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('fact', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example: a postcode in Leeds', 'label': 'What the example is about'}), 8: ('wagtail.blocks.StreamBlock', [[('text', 1), ('table', 3)]], {'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('title', 7), ('body', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'default': 'Use it this week', 'label': 'Title'}), 11: ('wagtail.blocks.StructBlock', [[('title', 10), ('body', 8)]], {}), 12: ('wagtail.snippets.blocks.SnippetChooserBlock', ('courses.Fact',), {'label': 'Fact'}), 13: ('wagtail.blocks.ListBlock', (12,), {'icon': 'list-ul', 'label': 'Where this comes from', 'min_num': 1, 'template': 'courses/blocks/sources.html'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Term'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'What it means'}), 16: ('wagtail.blocks.StructBlock', [[('term', 14), ('description', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'icon': 'list-ul', 'label': 'Terms and meanings', 'min_num': 1, 'template': 'courses/blocks/definition_list.html'}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'Printed above it.', 'label': 'What the diagram shows'}), 19: ('courses.blocks.DrawingBlock', (), {'help_text': 'SVG, pasted: 400 units wide, text of 17 units or more, with a title and a desc.', 'label': 'Drawing', 'rows': 8}), 20: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'help_text': 'Everything that the drawing says, so that it can be understood without it.', 'label': 'The same in words'}), 21: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Use small letters, digits and hyphens, and end with .svg.'}, 'help_text': 'In the course folder, for example route.svg.', 'label': 'Name of its file', 'regex': '\\A[a-z0-9]+(?:-[a-z0-9]+)*\\.svg\\Z'}), 22: ('wagtail.blocks.StructBlock', [[('title', 18), ('svg', 19), ('alternative', 20), ('file', 21)]], {}), 23: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 24: ('courses.blocks.AlternativeBlock', (), {'label': 'What it shows, in words', 'max_length': 300}), 25: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Use letters, digits, dots and hyphens, and end with .png, .jpg or .webp.'}, 'help_text': 'In the course folder, for example photo.png. Left empty: the name of the upload.', 'label': 'Name of its file', 'regex': '\\A[A-Za-z0-9][\\w.-]*\\.(?:png|jpg|jpeg|webp|gif)\\Z', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 23), ('alt', 24), ('file', 25)]], {}), 27: ('wagtail.blocks.Block', (), {})}, help_text='Text and examples first, then the check.'),
        ),
    ]
