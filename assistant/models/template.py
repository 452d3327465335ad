"""From messages to the pieces of a prompt: the model's own chat template, rendered apart from what people wrote."""

import contextlib
import secrets
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

RENDER_SECONDS: Final = 1.0
# Far above what any chat template needs; a template that multiplies strings is stopped here.
RENDER_MEMORY_BYTES: Final = 512 * 2**20
MAX_RENDERED_CHARS: Final = 4_000_000

# The formats that models without a usable template of their own are likely to know, by a control token that gives
# them away. Sources: the model cards of ChatML (OpenAI), Llama 3 (Meta) and Llama 2 (Meta).
KNOWN_TEMPLATES: Final[Mapping[str, str]] = {
    "chatml": (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    ),
    "llama-3": (
        "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n"
        "{{ m.content }}<|eot_id|>{% endfor %}"
        "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
    ),
    "llama-2": (
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}[INST] <<SYS>>\n{{ m.content }}\n<</SYS>>\n\n"
        "{% elif m.role == 'user' %}{% if loop.first or loop.previtem.role != 'system' %}[INST] {% endif %}"
        "{{ m.content }} [/INST]{% else %} {{ m.content }} {{ eos_token }}{% endif %}{% endfor %}"
    ),
    "plain": (
        "{% for m in messages %}{{ m.role | capitalize }}: {{ m.content }}\n{% endfor %}"
        "{% if add_generation_prompt %}Assistant:{% endif %}"
    ),
}


class TemplateFailed(Exception):
    """The template cannot render these messages: bad syntax, a limit, a refusal of its own."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn as the template sees it.

    Attributes:
        role: ``system``, ``user``, ``assistant`` or ``tool``.
        token_ids: what the model itself wrote for ``content``, where that is known.
    """

    role: str
    content: str
    token_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a prompt: ``message`` is the index of the message whose content it is, None for the template's own."""

    text: str
    message: int | None


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, without the operators by which one small expression keeps a processor busy for hours."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on small numbers, nothing else; ``%`` on a string formats it, and can pad it without end."""
        numbers = all(isinstance(side, (int, float)) and abs(side) < 2**31 for side in (left, right))
        if not numbers or operator == "**":
            raise SecurityError(f"operator {operator} is not for this")
        return super().call_binop(context, operator, left, right)


class ChatTemplate:
    """One compiled template.

    Args:
        source: Jinja, as it stands in the model's file.
        bos: text of the token that starts a prompt.
        eos: text of the token that ends a turn.

    Raises:
        TemplateFailed: it does not compile.
    """

    def __init__(self, source: str, bos: str, eos: str) -> None:
        self._variables = {"bos_token": bos, "eos_token": eos}
        environment = _Environment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"], autoescape=False
        )  # chat templates are written for these settings (transformers, apply_chat_template)
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = _today
        environment.filters["tojson"] = _to_json
        with _limits():
            self._template = environment.from_string(source)

    def render(self, messages: Sequence[Message], *, answer_follows: bool = True) -> list[Segment]:
        """The prompt in pieces; contents come back untouched, and whole, whatever they contain.

        Contents are replaced by marks that cannot be guessed, the template is rendered around those, and the result is
        cut at the marks.

        Raises:
            TemplateFailed: a limit, an error, or a content that the template lost.
        """
        nonce = secrets.token_hex(12)
        marks = {f"{nonce}x{index}x": index for index in range(len(messages))}
        shown = [
            {"role": message.role, "content": mark}
            for mark, message in zip(marks, messages, strict=True)
        ]  # fmt: skip
        with _limits():
            text = self._template.render(
                messages=shown,
                add_generation_prompt=answer_follows,
                enable_thinking=False,
                **self._variables,
            )
        if len(text) > MAX_RENDERED_CHARS:
            raise TemplateFailed("the template writes without end")
        segments: list[Segment] = []
        seen: list[int] = []
        before = 0
        while (at := text.find(nonce, before)) >= 0:
            end = text.find("x", at + len(nonce) + 1) + 1
            index = marks.get(text[at:end])
            if index is None:  # cut, sliced or split by the template
                raise TemplateFailed("the template changes what a message says")
            segments += [Segment(text[before:at], None), Segment(messages[index].content, index)]
            seen.append(index)
            before = end
        segments.append(Segment(text[before:], None))
        if seen != list(range(len(messages))):
            raise TemplateFailed("the template leaves out a message, or turns their order")
        return [segment for segment in segments if segment.text]


def merge_for_strict_templates(messages: Sequence[Message]) -> list[Message]:
    """The same talk for templates that refuse a system message or two turns of one role: merged into the next turn."""
    merged: list[Message] = []
    pending = ""
    for message in messages:
        if message.role == "system":
            pending = f"{pending}{message.content}\n\n"
            continue
        role = "user" if message.role == "tool" else message.role
        content = f"{pending}{message.content}" if role == "user" else message.content
        pending = "" if role == "user" else pending
        if merged and merged[-1].role == role:
            merged[-1] = Message(role, f"{merged[-1].content}\n\n{content}")
        else:
            merged.append(Message(role, content, message.token_ids if role == "assistant" else ()))
    if pending:
        merged.append(Message("user", pending.rstrip()))
    return merged


def _refuse(reason: str = "") -> NoReturn:
    raise TemplateError(f"the template refuses: {reason}"[:200])


def _today(form: str) -> str:
    import datetime

    return datetime.datetime.now().astimezone().strftime(form[:40])


def _to_json(value: Any, indent: int | None = None) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=indent)


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    """Turn all that a hostile template can do into ``TemplateFailed``; the kernel holds time and memory."""

    def late(_signal: int, _frame: object) -> NoReturn:
        raise TimeoutError

    alarmed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, late) if alarmed else None
    try:
        if alarmed:
            signal.setitimer(signal.ITIMER_REAL, RENDER_SECONDS)
        with _memory_limit():
            yield
    except (TemplateError, TimeoutError, MemoryError, RecursionError) as exc:
        raise TemplateFailed(f"{type(exc).__name__}: {exc}"[:200]) from exc
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError, AssertionError) as exc:
        # What an expression of the template may raise when it is evaluated.
        raise TemplateFailed(f"{type(exc).__name__}: {exc}"[:200]) from exc
    finally:
        if alarmed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _memory_limit() -> Iterator[None]:
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource
    from pathlib import Path

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = pages * resource.getpagesize() + RENDER_MEMORY_BYTES
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
