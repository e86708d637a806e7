"""``python -m hub.supervisor run | exec [--ephemeral] -- COMMAND… | services | process NAME | healthy NAME | clean``."""

import argparse
import signal
import sys
from collections.abc import Sequence

from .console import Console, SupervisorError


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m hub.supervisor", description="つながりハブを動かす。")
    commands = parser.add_subparsers(dest="action", required=True)
    commands.add_parser("run", help="すべてを一つの画面で動かす（make run）")
    execute = commands.add_parser("exec", help="データベースと Redis を用意して命令を一つ実行する")
    execute.add_argument("--ephemeral", action="store_true", help="使い捨てのデータベースで（試験用）")
    execute.add_argument("command", nargs="+", metavar="COMMAND", help="-- に続けて書く")
    commands.add_parser("services", help="データベースと Redis だけを動かす")
    process = commands.add_parser("process", help="一つの役だけを、このプロセスとして動かす（コンテナ用）")
    process.add_argument("name")
    healthy = commands.add_parser("healthy", help="その役が働いているかを終了コードで答える（コンテナ用）")
    healthy.add_argument("name")
    commands.add_parser("clean", help="この機械に作ったものをすべて消す")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    arguments = _arguments(words)
    # A shell starts what it puts in the background with Ctrl-C ignored; the supervisor always obeys it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        # Imported when needed: `clean` runs on a bare Python, where the others' packages are not installed.
        if arguments.action == "exec":
            from .execute import execute

            return execute(arguments.command, ephemeral=arguments.ephemeral)
        if arguments.action == "services":
            from .execute import serve

            return serve()
        if arguments.action == "process":
            from .commands import replace_this_process

            return replace_this_process(arguments.name)
        if arguments.action == "healthy":
            from .healthy import healthy

            return healthy(arguments.name)
        if arguments.action == "clean":
            from .clean import clean

            return clean()
        from .run import run

        return run()
    except SupervisorError as error:
        console = Console()
        for line in str(error).splitlines():
            console.say(line)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
