"""As much of an OpenAPI file as some of its operations need: a file of thousands is not typed anew for each run."""

from collections.abc import Collection, Iterator

from assistant.apis.reading import METHODS, Tree, followed, references


def operation_names(tree: Tree) -> dict[str, tuple[str, str]]:
    """The ids of all operations of a file, by which they are chosen, with path and method."""
    found: dict[str, tuple[str, str]] = {}
    for path, method, given in _operations(tree):
        name = plain_id(given or f"{method} {path}")
        while name in found:
            name = f"{name}_2"
        found[name] = (path, method)
    return found


def plain_id(text: str) -> str:
    """An operation's id without blanks and signs that a command line would take for its own."""
    return "_".join("".join(char if char.isalnum() or char in "_.-" else " " for char in text).split()) or "operation"


def pruned(tree: Tree, wanted: Collection[str]) -> Tree:
    """``tree`` with the operations ``wanted`` alone, each under its id, and what they refer to."""
    paths: Tree = {}
    for name, (path, method) in operation_names(tree).items():
        if name in wanted:
            item = tree["paths"][path]
            if method not in item:  # the path is a reference itself
                return tree
            shared = {key: value for key, value in item.items() if key not in METHODS}
            paths.setdefault(path, shared)[method] = {**item[method], "operationId": name}
    given = tree.get("components") or {}
    components: dict[str, Tree] = {"securitySchemes": dict(given.get("securitySchemes") or {})}
    waiting: list[object] = [paths, components["securitySchemes"]]
    while waiting:
        for _, pointer in references(waiting.pop()):
            parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]
            if parts[:2] != ["#", "components"] or len(parts) < 4 or parts[3] not in (given.get(parts[2]) or {}):
                return tree
            kind = components.setdefault(parts[2], {})
            if parts[3] not in kind:
                kind[parts[3]] = given[parts[2]][parts[3]]
                waiting.append(kind[parts[3]])
    return {**tree, "paths": paths, "components": components}


def described(tree: Tree, name: str) -> Tree:
    """All that a file says of one operation: what it takes and gives, what that refers to, and its keys."""
    alone = pruned(tree, [name])
    return {part: alone.get(part) for part in ("paths", "components", "security")}


def _operations(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """Path, method and the file's own id of each, in the order in which they are told apart."""
    for path, given in tree["paths"].items():
        item = {} if path.startswith("x-") else followed(tree, given)
        for method in METHODS:
            operation = item.get(method) if isinstance(item, dict) else None
            if isinstance(operation, dict):
                yield path, method, str(operation.get("operationId") or "")
