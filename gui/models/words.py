"""What is said of a model: what it runs on, what it needs, where it is weak."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from assistant.models.cards import ModelCard
    from assistant.models.engine import EngineInfo
    from assistant.models.service import Models


def backend_text(info: "EngineInfo") -> str:
    """What it runs on: "CPU, 2 threads" or "GPU, 24 of 32 layers (CUDA)"."""
    translate = QCoreApplication.translate
    if info.gpu_layers:
        text = translate("Model", "GPU, {got} of {layers} layers ({name})")
        # llama.cpp counts the output as a layer of its own.
        return text.format(got=min(info.gpu_layers, info.layers), layers=info.layers, name=info.accelerator)
    return translate("Model", "CPU, %n thread(s)", "", info.threads)


def tokens_text(count: int) -> str:
    """A number of tokens."""
    return QCoreApplication.translate("Model", "{} tokens").format(QLocale().toString(count))


def memory_text(card: "ModelCard", context_tokens: int) -> str:
    """What it needs with so much context, and what there is."""
    text = QCoreApplication.translate("Model", "Needs {needed} of {available} free memory")
    needed, available = card.needed_with(context_tokens), card.available_bytes
    return text.format(needed=size_text(needed), available=size_text(available))


def size_text(size: int) -> str:
    """Bytes as people read them."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def parameters_text(count: int) -> str:
    """How many parameters a model has."""
    translate = QCoreApplication.translate
    if not count:
        return translate("Model", "unknown")
    if count >= 1_000_000_000:
        return translate("Model", "{} billion").format(QLocale().toString(count / 1e9, "f", 1))
    return translate("Model", "{} million").format(QLocale().toString(round(count / 1e6)))


def starter_weaknesses() -> list[str]:
    """What the starter model is not good for, in plain words."""
    translate = QCoreApplication.translate
    return [
        translate("Model", "It writes English only; in other languages you get the passages themselves."),
        translate("Model", "It does not sum up whole documents; you get their outline in their own words."),
        translate("Model", "Its answers are short, and can be wrong: look at the marks and the sources beside them."),
    ]


def weakness_text(models: "Models", language: str, route: str) -> str:
    """Where the model should not be trusted with a question, in a sentence; empty where it can be.

    Args:
        language: of the question, ISO 639-1.
        route: where the question goes.
    """
    translate = QCoreApplication.translate
    found = models.weakness(language, route)
    if found == "language":
        return translate("Model", "This model does not write this language: you get the passages themselves.")
    if found == "summary":
        return translate("Model", "The starter model sums up poorly: you mostly get the documents' own sentences.")
    return ""
