"""Hatch's hook: the window's translations are compiled when a wheel or an editable install is made."""

import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):
    """Makes ``*.qm`` of ``resources/translations/*.ts``; the compiled files are in no repository."""

    def dependencies(self) -> list[str]:
        """Qt's compiler of translations comes with what the program needs anyway."""
        wanted = self.metadata.config["project"]["dependencies"]
        return [name for name in wanted if name.startswith("PySide6")]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Compile, and let the files into the wheel although Git ignores them."""
        import PySide6

        compiler = next(Path(PySide6.__file__).parent.glob("lrelease*"))
        for source in sorted(Path(self.root, "resources", "translations").glob("*.ts")):
            subprocess.run([compiler, "-silent", source, "-qm", source.with_suffix(".qm")], check=True)
        build_data["artifacts"] = [*build_data["artifacts"], "/resources/translations/*.qm"]  # type: ignore[misc] # a list
