"""LangChain's plain ReAct agent, with its own prompt and parser: what Lectern's is compared with. For benches alone."""

import json
import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import PromptTemplate
from langchain_core.tools import BaseTool, Tool

from assistant.cancel import Cancel
from chains.agent.calling import Caller
from chains.errors import AssistantError
from chains.results import Action

if TYPE_CHECKING:
    from langchain_classic.agents import AgentExecutor

# Of one step, and of one observation in characters: a longer one would leave no room for the next step.
STEP_TOKENS, OBSERVATION_CHARACTERS = 256, 2400


class _Steps(BaseCallbackHandler):
    """Keeps what was called."""

    def __init__(self) -> None:
        self.actions: list[Action] = []

    def on_agent_action(self, action: Any, **kwargs: Any) -> None:
        self.actions.append(
            Action(len(self.actions) + 1, "", str(action.tool), json.dumps({"input": action.tool_input}))
        )


def plain_run(
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    task: str,
    caller: Caller,
    cancel: Cancel,
    steps: int,
    seconds: float,
) -> tuple[str, list[Action], str]:
    """The final answer, the calls, and why the run ended: ``finished``, ``limit`` or an error's code.

    Args:
        caller: calls the tools, within their limits; what it takes is what Lectern's own loop takes.
    """
    kept = _Steps()
    executor = _executor(model, tools, caller, cancel, steps, seconds)
    try:
        answer = str(executor.invoke({"input": task}, {"callbacks": [kept]})["output"])
    except AssistantError as exc:
        # The scratchpad has outgrown the context, say: nothing in it guards against that.
        return "", kept.actions, exc.code
    return answer, kept.actions, "limit" if answer.startswith("Agent stopped") else "finished"


def _executor(
    model: BaseChatModel, tools: Sequence[BaseTool], caller: Caller, cancel: Cancel, steps: int, seconds: float
) -> "AgentExecutor":
    with warnings.catch_warnings():
        # A package that it imports, and that is not used here, announces its end.
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_classic.agents import AgentExecutor, create_react_agent
        from langchain_classic.agents.mrkl.prompt import FORMAT_INSTRUCTIONS, PREFIX, SUFFIX

    # The words of hwchase17/react, as the package has them.
    prompt = PromptTemplate.from_template("\n\n".join((PREFIX, "{tools}", FORMAT_INSTRUCTIONS, SUFFIX)))
    single = [_single(tool, caller, cancel) for tool in tools]
    bound = model.bind(temperature=0.0, max_tokens=STEP_TOKENS, cancel=cancel)
    agent = create_react_agent(bound, single, prompt)  # type: ignore[arg-type] # it takes any Runnable of a prompt
    return AgentExecutor(
        agent=agent, tools=single, max_iterations=steps, max_execution_time=seconds, handle_parsing_errors=True
    )


def _single(tool: BaseTool, caller: Caller, cancel: Cancel) -> BaseTool:
    """A tool of one text, as its parser gives it: JSON where there is some, else the first argument."""
    names = list(tool.args)

    def call(text: str) -> str:
        found = caller.call(tool.name, _arguments(text, names), cancel).observation.text
        return found if len(found) <= OBSERVATION_CHARACTERS else found[:OBSERVATION_CHARACTERS] + " …"

    told = f"{tool.description} Input: {', '.join(names) or 'nothing'}" + (" as JSON." if len(names) > 1 else ".")
    return Tool(name=tool.name, func=call, description=told)


def _arguments(text: str, names: Sequence[str]) -> dict[str, object]:
    plain = re.sub(r"^```(?:json)?|```$", "", text.strip()).strip()
    try:
        found = json.loads(plain)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return {str(key): value for key, value in found.items()}
    return {names[0]: plain.splitlines()[0].strip(" \"'") if plain else ""} if names else {}
