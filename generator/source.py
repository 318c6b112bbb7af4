"""Bytes to plain data: strict YAML, and the place of any field on demand.

Strict means: UTF-8, no key twice, no aliases, `NO` and `010` stay text, dates stay text until a record asks for one.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from generator.problems import Problem

Pointer = Sequence[str | int]
"""The way to a field: keys and positions from the top of a file."""

SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes. A larger file is refused unread; split it."""

DEPTH_LIMIT = 50
"""Brackets within brackets; the deepest record needs five."""

_BRACKETS = re.compile(rb"[\[\]{}]")
_INDENTATION = re.compile(rb"^[ \t?-]{200}", re.MULTILINE)
_FIRST = re.compile(rb"(?m)^[^\s#\]}]")
_LIST_PIECE = re.compile(rb"\n(?=[^\s#\]}])")
_MAPPING_PIECE = re.compile(rb"\n(?=[^\s#\]}-])")  # a list may stand below its key without indentation
_COMMENT = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:[ \t]*(?:#[^\n]*)?)?")
_WHOLE_NUMBER = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_DECIMAL_NUMBER = re.compile(r"^[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]+)?$")


class _Parser(yaml.CSafeLoader):
    """libyaml's parser, which tells apart only the scalar types that the dataset needs."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own form


_SCALARS: dict[str, tuple[re.Pattern[str], list[str], Callable[[str], Any]]] = {
    "null": (re.compile(r"^(null|)$"), ["n", ""], lambda _text: None),
    "bool": (re.compile(r"^(true|false)$"), ["t", "f"], lambda text: text == "true"),
    "int": (_WHOLE_NUMBER, list("-+0123456789"), int),
    "float": (_DECIMAL_NUMBER, list("-+0123456789"), float),
}
_TAG = "tag:yaml.org,2002:"
_CONVERTERS: dict[str, Callable[[str], Any]] = {f"{_TAG}str": str}
for _name, (_pattern, _first, _convert) in _SCALARS.items():
    _Parser.add_implicit_resolver(f"{_TAG}{_name}", _pattern, _first)
    _CONVERTERS[f"{_TAG}{_name}"] = _convert


class SourceError(Exception):
    """A file that cannot be read as strict YAML; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


def read(path: str, content: bytes) -> Any:
    """Read one YAML file.

    Args:
        path: the file's name, for messages only.
        content: the file's bytes.

    Returns:
        Lists, dictionaries with text keys, text, numbers, `True`, `False`, `None`.

    Raises:
        SourceError: the file is too large, not UTF-8, empty, not YAML, or not strict.
    """
    _refuse_unreadable(path, content)
    parser = _Parser(content)
    try:
        node = parser.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"this is not valid YAML: {error.problem or error.context}"
        hint = "check indentation, quotation marks and colons in this line and the one before"
        raise _error(path, line, column, "yaml-syntax", message, hint) from None
    except (yaml.YAMLError, ValueError) as error:
        first_line = str(error).splitlines()[0]
        hint = "remove control characters; write text in quotation marks"
        raise _error(path, 1, 1, "yaml-syntax", f"this is not valid YAML: {first_line}", hint) from None
    finally:
        parser.dispose()
    data = _data(path, node) if node is not None else None
    if node is None or data is None:
        raise _error(path, 1, 1, "empty-file", "the file is empty", "delete it or fill it in")
    _refuse_continued(path, content, node)
    return data


def pieces(content: bytes) -> list[bytes]:
    """Split a file into its topmost items, each with the comments that follow it; unchanged ones need no reading.

    `read` accepts only files that can be split so: each piece read alone says what it says in the whole file.
    """
    first = _FIRST.search(content)
    start = _LIST_PIECE if first and first[0] == b"-" else _MAPPING_PIECE
    found = start.split(content)
    return found[1:] if _COMMENT.fullmatch(found[0]) else found


def _refuse_continued(path: str, content: bytes, node: yaml.Node) -> None:
    """A line at the left edge starts an item; a text that goes on there would be cut in two."""
    items = 1 if getattr(node, "flow_style", True) else len(node.value)
    if len(pieces(content)) != items:
        starts = {child.start_mark.line for child in _items(node)}
        lines = (content.count(b"\n", 0, match.start()) for match in _FIRST.finditer(content))
        stray = next((number for number in lines if number not in starts), 0)
        message = "this is not strict YAML: the line starts at the left edge and is no item of its own"
        raise _error(path, stray + 1, 1, "yaml-syntax", message, "indent it, or delete it")


def _items(node: yaml.Node) -> list[yaml.Node]:
    return [child[0] if isinstance(child, tuple) else child for child in node.value]


def _data(path: str, node: yaml.Node) -> Any:
    """Turn a node into plain data. PyYAML's constructors would do more, and take twice the time."""
    if isinstance(node, yaml.ScalarNode):
        convert = _CONVERTERS.get(node.tag)
        if convert is not None:
            return convert(node.value)
    elif isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
        return [_data(path, child) for child in node.value]
    elif isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
        return _mapping(path, node)
    mark = node.start_mark
    message = f"this is not valid YAML: the tag {node.tag} is not read"
    raise _error(path, mark.line + 1, mark.column + 1, "yaml-syntax", message, "write the value without a tag")


def _mapping(path: str, node: yaml.MappingNode) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str) or key in mapping:
            mark = key_node.start_mark
            if not isinstance(key, str):
                message, hint = "this is not valid YAML: a key must be text", "write a short key"
                raise _error(path, mark.line + 1, mark.column + 1, "yaml-syntax", message, hint)
            message = f"the key '{key}' is given twice"
            raise _error(path, mark.line + 1, mark.column + 1, "duplicate-key", message, "keep one of the two")
        mapping[key] = _data(path, value_node)
    return mapping


def _refuse_unreadable(path: str, content: bytes) -> None:
    if len(content) > SIZE_LIMIT:
        message = f"the file has {len(content):,} bytes; the limit is {SIZE_LIMIT:,}"
        raise _error(path, 1, 1, "file-too-large", message, "split it into smaller files")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        hint = "save the file as UTF-8"
        raise _error(path, line, column, "encoding", f"byte {content[error.start]:#04x} is not UTF-8", hint) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise _error(path, 1, 1, "encoding", "the file starts with a byte order mark", "save it as UTF-8 without one")
    _refuse_deep_nesting(path, content)
    if b"&" in content or b"*" in content:
        _refuse_aliases(path, content)


def _refuse_deep_nesting(path: str, content: bytes) -> None:
    """libyaml calls itself for each level, and a hostile file could make it overrun the stack."""
    depth = 0
    deep = _INDENTATION.search(content)
    for bracket in _BRACKETS.finditer(content):
        depth = depth + 1 if bracket[0] in b"[{" else max(0, depth - 1)
        if depth > DEPTH_LIMIT:
            deep = bracket
            break
    if deep is not None:
        line = content.count(b"\n", 0, deep.start()) + 1
        raise _error(path, line, 1, "yaml-syntax", "the file is nested too deeply", "keep to the documented shape")


def _refuse_aliases(path: str, content: bytes) -> None:
    try:
        for event in yaml.parse(content, yaml.CSafeLoader):
            if getattr(event, "anchor", None):
                mark = event.start_mark
                assert mark is not None  # noqa: S101 - libyaml always sets it
                hint = "write the value out where it is needed"
                raise _error(
                    path, mark.line + 1, mark.column + 1, "yaml-alias", "anchors and aliases are not read", hint
                )
    except yaml.YAMLError:
        return  # the reader proper words the syntax error


def _error(path: str, line: int, column: int, rule: str, message: str, hint: str) -> SourceError:
    return SourceError(Problem(path, line, column, rule, message, hint))


def position(content: bytes, pointer: Pointer, of_key: bool = False) -> tuple[int, int]:
    """Find a field in a file that `read` accepted.

    Args:
        content: the file's bytes.
        pointer: keys and positions from the top; what does not exist is left out, so the nearest parent answers.
        of_key: answer with the place of the last key rather than of its value.

    Returns:
        Line and column, both counted from 1.
    """
    node = yaml.compose(content, yaml.CSafeLoader)
    mark = node.start_mark if node else None
    for step in pointer:
        key_node, node = _child(node, step)
        if node is None:
            break
        mark = key_node.start_mark if of_key and key_node is not None else node.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == str(step):
                return key_node, value_node
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None
