"""What people typed stays text wherever a sentence carries it."""

from flask import Flask, render_template_string

from marketplace.labels import lazy_gettext as _l

TYPED = "<script>alert(1)</script>"


def test_a_lazy_sentence_is_text_and_not_html(context: Flask) -> None:
    with context.test_request_context():
        page = render_template_string("{{ words }}", words=_l("Không tìm thấy “%(text)s”.", text=TYPED))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_sentence_in_a_template_is_text_too(context: Flask) -> None:
    with context.test_request_context():
        page = render_template_string('{{ _("Không tìm thấy “%(text)s”.", text=typed) }}', typed=TYPED)
    assert "<script>" not in page
