"""Both themes have the same roles, their text can be read on its ground, and the application wears what was chosen."""

import re
from itertools import product

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gui.icons import SIZES, icon
from gui.theme import Themes, load_theme, set_kind, style_sheet
from resources import resource

NAMES = ("light", "dark")
SYMBOLS = sorted(file.name.removesuffix(".svg") for file in resource("icons", "symbolic").iterdir())
PLAIN = ("window", "panel", "surface")

# Which text stands on which ground.
READ_ON = [
    *product(("text",), (*PLAIN, "raised", "hover", "pressed", "selection", "bubble", "code", "highlight")),
    *product(("text",), ("highlight_strong", "positive_ground", "caution_ground", "negative_ground")),
    *product(("muted",), (*PLAIN, "hover", "raised", "bubble", "selection")),
    *product(("accent",), (*PLAIN, "hover")),
    *product(("accent_text",), ("accent", "accent_hover")),
    *product(("positive",), (*PLAIN, "positive_ground")),
    *product(("caution",), (*PLAIN, "caution_ground")),
    *product(("negative",), (*PLAIN, "raised", "negative_ground")),
]


@pytest.fixture
def themes(qapp):
    themes = Themes(qapp)
    yield themes
    themes.choose("light")
    themes.set_zoom(100)
    themes.deleteLater()


def luminance(color: QColor) -> float:
    """As WCAG 2.2 defines relative luminance."""
    parts = [color.redF(), color.greenF(), color.blueF()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_both_themes_have_the_same_roles():
    light, dark = (load_theme(name).colors for name in NAMES)
    assert light.keys() == dark.keys()
    assert all(QColor(color).isValid() for color in [*light.values(), *dark.values()])


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read_on_its_ground(name):
    theme = load_theme(name)
    weak = {
        (text, ground): round(contrast(theme.color(text), theme.color(ground)), 2)
        for text, ground in READ_ON
        if contrast(theme.color(text), theme.color(ground)) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_can_be_seen(name):
    theme = load_theme(name)
    assert all(contrast(theme.color("accent"), theme.color(ground)) >= 3 for ground in PLAIN)


@pytest.mark.parametrize("name", NAMES)
def test_the_style_sheet_leaves_nothing_open_and_its_pictures_are_there(name, qapp):
    sheet = style_sheet(load_theme(name), 10, 100)
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert "$" not in rules
    assert not re.search(r"\d[uf]\b", re.sub(r"#\w+", "", rules))
    assert set(re.findall(r"#[\w.]+", rules)) <= set(load_theme(name).colors.values())
    pictures = set(re.findall(r'url\("(.*?)"\)', rules))
    assert pictures
    assert [picture for picture in pictures if QIcon(picture).pixmap(16, 16).isNull()] == []


def test_the_application_wears_what_was_chosen(themes, qapp):
    seen = []
    themes.changed.connect(lambda theme: seen.append(theme.name))
    themes.choose("dark")
    assert themes.current.dark
    assert qapp.palette().window().color() == themes.current.color("window")
    themes.choose("light")
    assert seen == ["dark", "light"]
    assert themes.current.colors["window"] in QApplication.instance().styleSheet()


def test_it_follows_the_desktop_until_something_else_is_chosen(themes, qapp):
    themes.choose("system")
    desktop = qapp.styleHints().colorSchemeChanged  # there is no desktop here; Qt sends this for one
    desktop.emit(Qt.ColorScheme.Dark)
    assert themes.current.name == "dark"
    desktop.emit(Qt.ColorScheme.Light)
    assert themes.current.name == "light"
    themes.choose("dark")
    desktop.emit(Qt.ColorScheme.Light)
    assert (themes.choice, themes.current.name) == ("dark", "dark")


def test_zoom_scales_text_and_sizes(themes, qapp):
    before = qapp.font().pointSizeF()
    themes.set_zoom(200)
    assert qapp.font().pointSizeF() == pytest.approx(2 * before)
    assert themes.pixels(8) == 16
    label = QLabel("words")
    set_kind(label, "title")
    large = label.sizeHint()
    themes.set_zoom(100)
    assert large.height() > 1.7 * label.sizeHint().height()


def test_a_kind_that_is_set_later_shows(themes, qtbot):
    button = QPushButton("go")
    qtbot.addWidget(button)
    button.show()
    set_kind(button, "primary")
    ground = button.grab().toImage().pixelColor(button.width() // 2, 4)
    assert ground == themes.current.color("accent")


@pytest.mark.parametrize("name", SYMBOLS)
def test_each_symbol_is_drawn_in_the_themes_colour_at_each_size(name, qapp):
    theme = load_theme("dark")
    for size in SIZES:
        image = icon(name, theme, "accent").pixmap(QSize(size, size), 1.0).toImage()
        assert image.width() == size
        inked = [
            image.pixelColor(x, y) for x, y in product(range(size), repeat=2) if image.pixelColor(x, y).alphaF() > 0.95
        ]
        assert inked or size < 30, size
        assert all(abs(color.blue() - theme.color("accent").blue()) < 12 for color in inked)
