"""Every message id is found, wherever it is written."""

import json
import re

import pytest
from click.testing import CliRunner

from tocongnghe import vocabulary
from tocongnghe.config import REPOSITORY
from tocongnghe.i18n import extract, phone
from tocongnghe.i18n.catalogs import po_path, read_catalog
from tocongnghe.i18n.commands import i18n
from tocongnghe.i18n.typescript import NotALiteral, find_messages

TSX = r"""
/** Don't: t("In a comment") is no call. */
const files = import.meta.glob("./generated/*.json", { eager: true });
// t("Nor here")
export function Card<T extends string>({ count }: { readonly count: number }) {
  return (
    <p title={t("Title")}>
      the member's page {count > 1 ? t("{count} visits not sent", { count }) : t('One "quoted" visit')}
      <b>{t(
        "A long sentence " +
          "in two parts",
      )}</b> it's over {set("No call")} {phone.t("No call either")} {t(label)}
    </p>
  );
}
const re = /["']/; const x = t(`Back ticks`); const y = tn("One", "Many", 3); t("Ta\u0301 \"x\"");
"""


def test_tsx_gives_its_messages_in_spite_of_apostrophes_globs_and_joined_strings():
    assert list(find_messages(TSX)) == [
        ("Title",),
        ("{count} visits not sent",),
        ('One "quoted" visit',),
        ("A long sentence in two parts",),
        ("Back ticks",),
        ("One", "Many"),
        ('Ta\u0301 "x"',),
    ]


def test_a_message_put_together_at_run_time_is_refused():
    with pytest.raises(NotALiteral):
        list(find_messages("t(`Hello ${name}`)"))


def make_repository(root):
    files = {
        "tocongnghe/a.py": '_("From Python")\nN_("Marked")\nngettext("{count} row", "{count} rows", 2)\n',
        "tocongnghe/templates/a.html": '<p title="{{ _("From a template", n=1) }}">{# _("no") #}</p>',
        "tocongnghe/catalogue/topics.yaml": "topics:\n  - {code: x, name: From the topics, order: 1}\n",
        "tocongnghe/catalogue/indicators.yaml": "- code: y\n  name: From the indicators\n  source: no\n",
        "static/pwa/src/a.tsx": 't("From the phone")',
        "static/console/a.ts": 't("From the desk")',
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_every_source_is_read_and_the_file_remembered(tmp_path):
    template = extract.extract_all(make_repository(tmp_path))

    found = {
        message.id if isinstance(message.id, str) else message.id[0]: [path for path, _ in message.locations]
        for message in template
        if message.id
    }

    labels = {message for message, paths in found.items() if paths == [extract.VOCABULARY]}
    assert labels == set(vocabulary.LABELS.values())
    assert {message: paths for message, paths in found.items() if message not in labels} == {
        "From Python": ["tocongnghe/a.py"],
        "Marked": ["tocongnghe/a.py"],
        "{count} row": ["tocongnghe/a.py"],
        "From a template": ["tocongnghe/templates/a.html"],
        "From the topics": ["tocongnghe/catalogue/topics.yaml"],
        "From the indicators": ["tocongnghe/catalogue/indicators.yaml"],
        "From the phone": ["static/pwa/src/a.tsx"],
        "From the desk": ["static/console/a.ts"],
    }


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("static/pwa/src/ui/Page.tsx", True),
        ("tocongnghe/catalogue/topics.yaml", True),
        ("tocongnghe/vocabulary.py", False),
        ("tocongnghe/catalogue/indicators.yaml", False),
        ("tocongnghe/templates/login.html", False),
    ],
)
def test_the_phone_gets_only_what_it_shows(path, shown):
    assert extract.is_for_phone([path]) is shown


def test_the_phones_dictionaries_hold_all_its_vietnamese_and_nothing_of_the_desk(tmp_path):
    phone.write_dictionaries(tmp_path)

    parts = [
        json.loads((tmp_path / phone.GENERATED / f"{name}.json").read_text(encoding="utf-8"))
        for name in phone.PARTS
    ]
    wanted = {
        message.id
        for message in read_catalog(po_path("vi"))
        if message.id and extract.is_for_phone(path for path, _ in message.locations)
    }
    assert {msgid for words in parts for msgid in words} == wanted
    assert sum(map(len, parts)) == len(wanted)
    assert set(vocabulary.LABELS.values()) & wanted == labels_of_the_phone()


def labels_of_the_phone():
    """Return the labels of closed word lists that the phone's own code names."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in (REPOSITORY / "static/pwa/src").rglob("*.ts*")
    )
    return {label for label in vocabulary.LABELS.values() if f'"{label}"' in code}


def test_the_labels_in_the_phones_word_lists_are_the_servers():
    source = (REPOSITORY / "static" / "pwa" / "src" / "domain" / "words.ts").read_text(encoding="utf-8")

    tables = re.findall(r"_LABELS\b[^=]*=\s*\{(.*?)\}", source, re.DOTALL)
    labels = {
        code: label
        for table in tables
        for code, label in re.findall(r'^\s*(\w+): "(.*)",$', table, re.MULTILINE)
    }
    assert set(labels.values()) <= labels_of_the_phone()

    assert tables
    assert labels.items() <= {str(code): label for code, label in vocabulary.LABELS.items()}.items()


def test_the_commands_bring_a_new_message_all_the_way_to_the_phone(tmp_path):
    repository = make_repository(tmp_path)

    def run(command):
        return CliRunner().invoke(i18n, [command, "--repository", str(repository)])

    assert run("extract").exit_code == run("update").exit_code == 0
    assert run("check").exit_code == 1
    for path in (repository / "translations").glob("vi/*/*.po"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace('"From the phone"\nmsgstr ""', '"From the phone"\nmsgstr "Từ máy"'), "utf-8"
        )

    assert run("update").exit_code == run("compile").exit_code == 0

    words = json.loads((repository / phone.GENERATED / "vi.json").read_text(encoding="utf-8"))
    assert words == {"From the phone": "Từ máy"}
    assert run("update").stderr.count("unchanged") == 4
