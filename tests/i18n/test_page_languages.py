"""A page in another language than Vietnamese says of each of its texts which language it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from jinja2 import Environment

from tests.i18n.test_catalogs import make_folder
from tocongnghe import i18n
from tocongnghe.i18n import catalogs, overlay, said, set_overlay
from tocongnghe.i18n.page_languages import tell_languages

Render = Callable[..., str]


@pytest.fixture
def render() -> Iterator[Render]:
    """Return a function that renders a template read in Tày, of which "Village" and "Save" are known."""
    set_overlay("tyz", {"Village": "[tyz] v", "Save": "[tyz] s", "Village {name}": "[tyz] v {name}"})
    set_overlay("vi", {"Village": "Thôn", "Save": "Lưu", "A day": "Một ngày", "See {what}": "Xem {what}"})
    environment = Environment(autoescape=True)
    i18n.install(environment)

    def render_(source: str, **values: object) -> str:
        with i18n.use_locale("tyz"):
            said.start_listening()
            html = environment.from_string(source).render(**values)
            said.stop_listening()
        return tell_languages(html, "tyz")

    yield render_
    overlay.forget_overlays()


PAGE = '<html lang="tyz"><body class="x"><p>{}</p></body></html>'
TOLD = '<html lang="tyz"><body lang="vi" class="x"><p>{}</p></body></html>'


_OWN_IN_OWN = '<span><span lang="tyz">[tyz] v </span><span lang="tyz">[tyz] s</span></span>'


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{{ _('A day') }}", "Một ngày"),
        ("{{ _('Village') }}", '<span lang="tyz">[tyz] v</span>'),
        ("{{ _('Village') }}: {{ name }}", '<span lang="tyz">[tyz] v</span>: Nà Lầu'),
        ("{{ _('Village {name}', name=name) }}", '<span><span lang="tyz">[tyz] v </span>Nà Lầu</span>'),
        ("{{ _('Village {name}', name=_('Save')) }}", _OWN_IN_OWN),
        ("{{ _('Village {name}', name='3') }}", '<span lang="tyz">[tyz] v 3</span>'),
        ("{{ _('See {what}', what=_('Village')) }}", 'Xem <span lang="tyz">[tyz] v</span>'),
        (
            "<b title=\"{{ _('Save') }}\">{{ name }}</b>",
            '<b lang="tyz" title="[tyz] s"><span lang="vi">Nà Lầu</span></b>',
        ),
        (
            "<b title=\"{{ _('Save') }}\">{{ name }} {{ _('Village {name}', name=name) }}</b>",
            ('<b lang="tyz" title="[tyz] s"><span lang="vi">Nà Lầu </span>'
            '<span>[tyz] v <span lang="vi">Nà Lầu</span></span></b>'),
        ),
        ("<input placeholder=\"{{ _('Save') }}\">", '<input lang="tyz" placeholder="[tyz] s">'),
        ("<option>{{ _('Save') }}</option>", '<option lang="tyz">[tyz] s</option>'),
        ('<i lang="en">rollups</i>', '<i lang="en">rollups</i>'),
        ("{% set x %}{{ _('Save') }}{% endset %}{{ x }}", '<span lang="tyz">[tyz] s</span>'),
        ("{{ _('Save')|upper }}", '<span lang="tyz">[TYZ] S</span>'),
        ("{{ [_('Save'), name]|join(', ') }}", '<span lang="tyz">[tyz] s</span>, Nà Lầu'),
        ("<script>\"{{ _('Save') }}\"</script>", '<script>"[tyz] s"</script>'),
        ("3 &lt; 4 {{ '<' }}", "3 &lt; 4 &lt;"),
    ],
)  # fmt: skip
def test_a_text_is_told(render: Render, source: str, told: str) -> None:
    assert render(PAGE.format(source), name="Nà Lầu") == TOLD.format(told)


def test_beside_a_draft_the_vietnamese_is_vietnamese(render: Render, monkeypatch, tmp_path) -> None:
    draft = '\n# draft; glossary: house (tyz B1, grade A)\nmsgid "House {n}"\nmsgstr "[tyz] h {n}"\n'
    folder = make_folder(tmp_path, vi='\nmsgid "House {n}"\nmsgstr "Nhà {n}"\n', tyz=draft)
    known = {code: catalogs.texts(code, folder) for code in ("vi", "tyz")}
    monkeypatch.setattr(catalogs, "texts", lambda code, *_: known[code])

    told = '<span><span lang="tyz">[tyz] h 3</span> · Nhà 3</span>'
    assert render(PAGE.format("{{ _('House {n}', n=3) }}")) == TOLD.format(told)


def test_what_python_puts_together_keeps_its_languages(render: Render) -> None:
    source = "{{ joined(', ', [_('Village'), name]) }}"

    told = '<span lang="tyz">[tyz] v</span>, Nà Lầu'
    assert render(source, joined=i18n.joined, name="Nà Lầu") == told


def test_a_sign_that_opens_no_element_stays() -> None:
    assert tell_languages("<p>3 < 4 <\ue000o\ue001</p>", "tyz") == '<p>3 < 4 <<span lang="tyz">o</span></p>'


def test_a_page_in_vietnamese_is_left_as_it_is_and_nothing_is_remembered() -> None:
    environment = Environment(autoescape=True)
    i18n.install(environment)

    assert environment.from_string("{{ _('A day') }}").render() == i18n.gettext("A day")
    assert said.mark("[tyz] v") == "[tyz] v"
