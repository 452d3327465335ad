"""Collects the window's texts for the translators: collect_texts.py [FOLDER], where FOLDER holds the *.ts files.

Qt's lupdate (6.11) overlooks the number in `translate(context, text, "", number)`: it takes the fourth argument for an
encoding, as it once was. These texts are shown to it in the form that it knows, `self.tr(text, "", number)`.
"""

import ast
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"
# English knows one and many; its other texts are those of the source.
FILES = {"lectern_zh_CN.ts": [], "lectern_en.ts": ["-pluralonly"]}


def collect(folder: Path = TRANSLATIONS) -> None:
    """Bring the files in ``folder`` up to date with the sources; what is new in them is unfinished."""
    tool = next(Path(PySide6.__file__).parent.glob("lupdate*"))
    sources = sorted((ROOT / "gui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as room:
        plurals = Path(room, "plurals.py")
        plurals.write_text(as_methods(sources), "utf-8")
        for name, options in FILES.items():
            common = ["-silent", "-locations", "none", "-no-obsolete", *options]
            subprocess.run([tool, *common, plurals, *sources, "-ts", folder / name], check=True)


def as_methods(sources: list[Path]) -> str:
    """A class for each context, with the texts of ``translate`` that take a number."""
    lines = []
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="translate") | ast.Name(id="translate"),
                    args=[ast.Constant(value=str(context)), ast.Constant(value=str(text)), _, _],
                ):
                    quoted = json.dumps(text, ensure_ascii=False)
                    lines += [f"class {context}:", "    def text(self, n):", f'        self.tr({quoted}, "", n)', ""]
    return "\n".join(lines)


if __name__ == "__main__":
    collect(*map(Path, sys.argv[1:]))
