"""`_` speaks the language of whoever is being answered."""

from jinja2 import Environment

from tocongnghe import i18n
from tocongnghe.i18n import current, said


def speak(monkeypatch, texts):
    def find(code, msgid):
        text = texts.get((code, msgid))
        return (text, code) if text else (msgid, None)

    monkeypatch.setattr(said, "find_text", find)
    monkeypatch.setattr(current, "find_text", find)


def test_the_language_holds_inside_the_block_only(monkeypatch):
    speak(monkeypatch, {("tyz", "Village"): "Bản"})

    with i18n.use_locale("tyz"):
        inside = i18n.gettext("Village")

    assert (inside, i18n.gettext("Village")) == ("Bản", "Village")


def test_an_unknown_language_is_vietnamese():
    with i18n.use_locale("xx"):
        assert i18n.current_locale() == "vi"


def test_placeholders_are_filled_and_braces_without_values_left_alone(monkeypatch):
    speak(monkeypatch, {("vi", "{count} visits by {name}"): "{name}: {count} lượt"})

    assert i18n.gettext("{count} visits by {name}", count=3, name="Lan") == "Lan: 3 lượt"
    assert i18n.gettext("a {b}") == "a {b}"


def test_one_form_serves_every_count_and_english_has_two_as_a_last_resort(monkeypatch):
    speak(monkeypatch, {("vi", "{count} visit"): "{count} lượt"})

    assert [i18n.ngettext("{count} visit", "{count} visits", n) for n in (1, 2)] == ["1 lượt", "2 lượt"]
    assert [i18n.ngettext("{count} house", "{count} houses", n) for n in (1, 2)] == ["1 house", "2 houses"]


def test_a_marked_text_is_the_text():
    assert i18n.N_("Village") == "Village"


def test_templates_escape_values_and_translations_but_keep_markup():
    environment = Environment(autoescape=True)
    i18n.install(environment, lambda: "vi")
    template = environment.from_string(
        "{{ _('<b> {name}', name=name) }}|{{ _('<i>') }}|{{ 1234.5 | number }}"
    )

    assert template.render(name="<script>") == "&lt;b&gt; &lt;script&gt;|&lt;i&gt;|1.234,5"


def test_templates_ask_for_the_language_at_every_rendering():
    environment = Environment(autoescape=True)
    i18n.install(environment)
    template = environment.from_string("{{ locale().html_lang }} {{ locales | length }}")

    with i18n.use_locale("ium"):
        first = template.render()

    assert (first, template.render()) == ("ium 4", "vi 4")
