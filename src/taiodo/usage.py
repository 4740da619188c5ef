"""Wrong usage of the command line, said in Japanese; and global options allowed anywhere."""

from collections.abc import Sequence

import click

GLOBAL_OPTIONS = ("--database", "--format", "--user")


def arguments_with_globals_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options (and their values) moved before the command."""
    globals_, rest = [], []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in GLOBAL_OPTIONS:
            globals_ += [word, *([value] if (value := next(waiting, None)) is not None else [])]
        elif word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            globals_.append(word)
        else:
            rest.append(word)
    return [*globals_, *rest]


def usage_in_japanese(error: click.UsageError) -> str:
    """What was wrong with the command, and where to look."""
    path = error.ctx.command_path if error.ctx else "taiodo"
    return f"使い方の誤り: {_reason(error)}\n→ `{path} --help` で使い方を確かめてください。"


def _reason(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"（{'、'.join(error.possibilities)} のことですか）" if error.possibilities else ""
        return f"オプション {error.option_name} はありません{near}。"
    if isinstance(error, click.MissingParameter):
        return f"{_parameter(error)} を指定してください。"
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} の値が正しくありません（{_choices(error)}）。"
    if isinstance(error, click.BadOptionUsage):
        return f"オプション {error.option_name} に値がありません。"
    if error.message.startswith("No such command"):
        return (
            f"コマンド {error.message.removeprefix('No such command').strip(' .')} はありません。"
        )
    if error.message.startswith("Missing command"):
        return "コマンドを指定してください。"
    if error.message.startswith("Got unexpected"):
        return "余分な引数があります。"
    return error.message


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
