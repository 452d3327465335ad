"""The arguments of a tool's call as a person reads them: a name and a value each, nothing left out."""

import json


def named_values(arguments: str) -> list[tuple[str, str]]:
    """Name and value of each argument; the value of one that is no plain text is JSON.

    Args:
        arguments: JSON of an object; what is none comes back whole, without a name.
    """
    try:
        found = json.loads(arguments)
    except (ValueError, RecursionError):
        return [("", arguments)] if arguments else []
    if not isinstance(found, dict):
        return [("", arguments)]
    return [(str(name), _said(value)) for name, value in found.items()]


def _said(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(part, str | int | float) for part in value):
        plain = [part if isinstance(part, str) else json.dumps(part) for part in value]
        if not any("," in part or "\n" in part for part in plain):
            return ", ".join(plain)
    # With an indentation it takes Python's own encoder, which is made anew for each call: four milliseconds.
    return json.dumps(value, ensure_ascii=False, indent=1 if isinstance(value, dict | list) else None)
