"""Runs every bench, one after the other, each in a process of its own, and prints one table of figures and bars."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources as packages
from pathlib import Path

from assistant.bench.report import Figure, show


@dataclass(frozen=True, slots=True)
class Bench:
    """One module with its arguments; its ``--json`` prints a list of figures."""

    name: str
    module: str  # of this package, or with its own
    arguments: tuple[str, ...] = ()
    needs_squad: bool = False


BENCHES = (
    Bench("retrieval", "quality", ("--part", "without_model"), needs_squad=True),
    Bench("rerank", "quality", ("--part", "reranked"), needs_squad=True),
    Bench("answers", "quality", ("--part", "with_model"), needs_squad=True),
    Bench("chinese", "quality", ("--part", "chinese")),
    Bench("receipts", "receipts"),
    Bench("speed", "speed"),
    Bench("under_load", "under_load"),
    Bench("ingest", "ingest_speed"),
    Bench("kills", "kills"),
    Bench("cancel", "cancel"),
    Bench("damaged_files", "damaged_files"),
    Bench("damaged_models", "damaged_models"),
    Bench("latency", "latency"),
    Bench("formats", "formats"),
    Bench("mending", "mending"),
    Bench("extract", "extract_fields"),
    Bench("tables", "table_questions"),
    Bench("hostile_sql", "hostile_sql"),
    Bench("summarize", "summarize_long"),
    Bench("few_shot", "few_shot", needs_squad=True),
    Bench("reason", "reasoning"),
    Bench("routes", "routes"),
    Bench("compare", "compare_versions"),
    Bench("classify", "classify_documents"),
    Bench("shown_examples", "shown_examples"),
    Bench("agent_steps", "agent_steps"),
    Bench("agent_first_tool", "agent_first_tool"),
    Bench("agent_tasks", "agent_tasks", needs_squad=True),
    Bench("injected_documents", "injected_documents"),
    Bench("hostile_agents", "hostile_agents"),
    Bench("cancel_agent", "cancel_agent"),
    Bench("hostile_calculations", "hostile_calculations"),
    Bench("hostile_paths", "hostile_paths"),
    Bench("hostile_addresses", "hostile_addresses"),
    Bench("api_operations", "api_operations"),
    # The window's own are run as programs; nothing here imports them.
    Bench("stalls", "gui.bench.stalls"),
    Bench("start", "gui.bench.start"),
    Bench("long_conversation", "gui.bench.long_conversation"),
    Bench("big_pdf", "gui.bench.big_pdf"),
    Bench("citations", "gui.bench.citations"),
    Bench("hostile_messages", "gui.bench.hostile_messages"),
    Bench("closing", "gui.bench.closing"),
    Bench("chain_stalls", "gui.bench.chain_stalls"),
    Bench("agent_stalls", "gui.bench.agent_stalls"),
    Bench("monkey", "gui.bench.monkey"),
)


def run(bench: Bench, squad: Path | None) -> list[Figure]:
    """One bench's figures; a bench that fails is a bar that is missed."""
    arguments = [*bench.arguments, "--json"]
    if bench.needs_squad:
        if squad is None:
            return [Figure(bench.name, "not run: no SQuAD file was given", "", False)]
        arguments.append(str(squad))
    if bench.name == "chinese":
        arguments.append(str(packages.files("assistant.bench") / "data" / "zh" / "questions.jsonl"))
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", bench.module if "." in bench.module else f"assistant.bench.{bench.module}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stderr.write(f"{bench.name}: {time.monotonic() - began:.0f} s\n")
    try:
        return [Figure(**fields) for fields in json.loads(ended.stdout)]
    except (ValueError, TypeError):
        last = ended.stderr.strip().splitlines()[-1:] or [f"exit {ended.returncode}"]
        return [Figure(bench.name, f"failed: {last[0][:200]}", "", False)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squad", type=Path, help="SQuAD JSON for the bars of quality")
    parser.add_argument("--only", action="append", choices=[bench.name for bench in BENCHES])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    found: list[Figure] = []
    for bench in BENCHES:
        if not chosen.only or bench.name in chosen.only:
            found += run(bench, chosen.squad)
    return show(found, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
