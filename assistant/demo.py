"""The main job, from nothing: the sample library into a throw-away home, its questions asked, the answers judged."""

import sys
import tempfile
from pathlib import Path

from assistant.cli.answers import Answered, follow
from assistant.cli.terminal import Terminal, one_line
from assistant.offline import stay_offline
from assistant.samples import Question, questions, sample_files
from chains.errors import AssistantError


def wrong(question: Question, turn: Answered) -> str | None:
    """What is wrong with an answer; None if nothing is.

    The model's own wording is not judged: what is shown as evidence is, and that nothing is called supported where
    the documents do not answer.
    """
    if turn.failed is not None:
        return turn.failed.error.message()
    if turn.done is None:
        return "the answer did not end"
    if not question.expect:
        return "the documents do not answer it, and it was called supported" if turn.done.supported == "yes" else None
    for quote in turn.evidence:
        if quote.path.endswith(question.document) and all(word in quote.text for word in question.expect):
            return None
    return f"no evidence of {question.document} holds {', '.join(question.expect)}"


def demonstrate(home: Path, terminal: Terminal) -> list[str]:
    """Add the sample library, ask its questions, print everything; what is wrong, if anything."""
    from assistant.app import AskOptions, Assistant

    problems: list[str] = []
    with Assistant.open(home) as assistant:
        terminal.line("Adding the sample library", style="bold")
        for step in assistant.add(sample_files(assistant.paths.samples)):
            if step.state == "ready":
                pages = f"pages {step.pages}, " if step.pages else ""
                terminal.line(f"  {one_line(step.path)}: {pages}chunks {step.chunks}, {step.seconds:.1f} s")
            elif step.error is not None:
                problems.append(step.error.message())
        conversation: str | None = None
        for question in questions():
            terminal.line()
            terminal.line(f"Question: {question.text}", style="bold")
            options = AskOptions(conversation=conversation if question.follow_up else None)
            turn = follow(terminal, assistant.ask(question.text, options), assistant.chains.known)
            conversation = turn.done.conversation if turn.done is not None else None
            problem = wrong(question, turn)
            if problem is not None:
                problems.append(f"{question.text} {problem}")
        report = assistant.check()
        problems += [finding.message for finding in report.findings]
    return problems


def main() -> None:
    """Run the demonstration; exit code 1 if anything is wrong."""
    stay_offline()
    terminal = Terminal()
    with tempfile.TemporaryDirectory(prefix="lectern-demo-") as home:
        try:
            problems = demonstrate(Path(home), terminal)
        except AssistantError as exc:
            terminal.error(exc)
            sys.exit(exc.exit_code)
    terminal.line()
    for problem in problems:
        terminal.line(f"Wrong: {one_line(problem)}", style="red")
    if problems:
        sys.exit(1)
    terminal.line("Done. The throw-away library is gone.", style="green")


if __name__ == "__main__":
    main()
