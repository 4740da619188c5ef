"""The command line in Japanese: usage errors, help; and global options allowed anywhere."""

import io
from collections.abc import Iterable, Sequence
from typing import TextIO

import click

GLOBAL_OPTIONS = ("--database", "--format", "--user")
_HEADINGS = {
    "Options": "オプション",
    "Commands": "コマンド",
    "Positional arguments": "引数",
}
_WORDS = {
    "Show this message and exit.": "この説明を表示する",
    "Show the version and exit.": "版を表示する",
    "[required]": "[必須]",
    "[default: ": "[既定: ",
}


class _Formatter(click.HelpFormatter):
    """Help pages with Japanese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "使い方: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(first, _said(words)) for first, words in rows], col_max, col_spacing)


def _said(words: str) -> str:
    for english, japanese in _WORDS.items():
        words = words.replace(english, japanese)
    return words


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command with help in Japanese."""

    context_class = _Context


class Commands(click.Group):
    """A group of commands, all of them with help in Japanese."""

    context_class = _Context
    command_class = Command
    group_class = type


def plain(words: str) -> str:
    """The words as they can be stored and shown: no bytes that are no text, no NUL."""
    return words.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def write_utf8(stream: TextIO) -> None:
    """Let a stream take any words, in UTF-8 whatever the locale says."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


def arguments_with_globals_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options (and their values) moved before the command.

    A global option without its value stands alone, so that it is what is complained of.
    """
    globals_, rest = [], []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in GLOBAL_OPTIONS:
            value = next(waiting, None)
            if value is None:
                return [word]
            globals_ += [word, value]
        elif word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            globals_.append(word)
        else:
            rest.append(word)
    return [*globals_, *rest]


def usage_in_japanese(error: click.UsageError) -> str:
    """What was wrong with the command, and where to look."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"使い方の誤り: コマンドを指定してください。\n\n{error.message}"
    path = error.ctx.command_path if error.ctx else "taiodo"
    return f"使い方の誤り: {_reason(error)}\n→ `{path} --help` で使い方を確かめてください。"


def _reason(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"オプション {error.option_name} はありません{_near(error.possibilities)}。"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"コマンド {error.command_name} はありません{_near(error.possibilities)}。"
    if isinstance(error, click.MissingParameter):
        return f"{_parameter(error)} を指定してください。"
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} の値が正しくありません（{_choices(error)}）。"
    if isinstance(error, click.BadOptionUsage):
        if "does not take" in error.message:
            return f"オプション {error.option_name} に値は付けられません。"
        return f"オプション {error.option_name} に値がありません。"
    if error.message.startswith("Missing command"):
        return "コマンドを指定してください。"
    if error.message.startswith("Got unexpected"):
        return "余分な引数があります。"
    return error.message


def _near(possibilities: Sequence[str] | None) -> str:
    return f"（{'、'.join(possibilities)} のことですか）" if possibilities else ""


def _parameter(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "引数")
    if isinstance(parameter, click.Option):
        return " / ".join(parameter.opts)
    return str(parameter.metavar or parameter.human_readable_name)


def _choices(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"使えるもの: {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"{kind.min}～{kind.max}の整数"
    return "値を確かめてください"
