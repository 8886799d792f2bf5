"""The ``wagamachi`` command: everything an office does to run the house, in one word each."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .operate.installation import Problem

# Words after which everything belongs to Django's own command line.
PASSED_ON = {"manage", "doctor", "import"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status (0 done, 1 a problem that was explained, 2 usage)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in PASSED_ON:
            return _pass_on(arguments[0], arguments[1:])
        options = _parser().parse_args(arguments)
        os.umask(0o077)  # the database, its copies and the key are for one account only
        run: Callable[[argparse.Namespace], None] = options.run
        run(options)
    except Problem as problem:
        print(f"わがまち: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wagamachi",
        description="わがまち — 地域の困りごとを受けとめ、つなぎ、記録するしくみ",
        epilog="くわしくは docs/operating.md。設定は WAGAMACHI_ で始まる環境変数で変えられます。",
    )
    words = parser.add_subparsers(title="できること", metavar="ことば", required=True)

    _add_running(words)
    _add_keeping(words)
    for word, text in (
        ("doctor", "データのつじつまを調べる"),
        ("import", "地図や町名を取り込む（import areas …、import towns …）"),
        ("manage", "Django の命令をそのまま使う（管理者むけ）"),
    ):
        words.add_parser(word, help=text, add_help=False)
    return parser


def _add_running(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = words.add_parser("demo", help="架空の市をつくって動かす（ためすとき）")
    _add_address(demo)
    demo.add_argument("--fresh", action="store_true", help="街を消して、はじめからつくり直す")
    demo.add_argument("--scale", type=_scale, default=1, help="街の大きさの倍数（はじめは1）")
    demo.add_argument("--build-only", action="store_true", help="街をつくるだけで、動かさない")
    demo.set_defaults(run=_demo)

    serve = words.add_parser("serve", help="画面と裏の仕事をいっしょに動かす")
    _add_address(serve)
    serve.set_defaults(run=_serve)

    setup = words.add_parser("setup", help="データベースをととのえる（はじめと、版を上げたあと）")
    setup.set_defaults(run=_setup)

    admin = words.add_parser("admin", help="はじめの機関と管理者をつくる（setup のあと、一度だけ）")
    admin.add_argument("--office", required=True, help="機関の名前（例: わがまち市社会福祉協議会）")
    admin.add_argument("--kind", default="TSUNAGISAKI-25", help="機関の種別（はじめは社協）")
    admin.add_argument("--username", required=True, help="ログイン名")
    admin.add_argument("--name", required=True, help="氏名")
    admin.add_argument("--email", required=True, help="メールアドレス")
    admin.set_defaults(run=_admin)

    nightly = words.add_parser("nightly", help="夜の点検を予約する（serve が毎晩よびます）")
    nightly.set_defaults(run=_nightly)

    rounds = words.add_parser("rounds", help="見まわりを予約する（serve が5分ごとによびます）")
    rounds.set_defaults(run=_rounds)


def _add_keeping(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = words.add_parser("backup", help="データの控えをとる（動かしたままでよい）")
    backup.add_argument("file", type=Path, metavar="ファイル")
    backup.set_defaults(run=_backup)

    restore = words.add_parser("restore", help="控えからデータを戻す（止めてから）")
    restore.add_argument("file", type=Path, metavar="ファイル")
    restore.set_defaults(run=_restore)

    inspect = words.add_parser("inspect", help="控えの上で、すべての画面を役割ごとに見てまわる")
    inspect.add_argument("--requests", type=_scale, default=150, help="ひとりの回数（はじめは150）")
    inspect.add_argument("--seed", type=int, default=0, help="歩く順のもと（同じ数なら同じ順）")
    inspect.add_argument("--as", dest="names", action="append", default=[], help="ログイン名")
    inspect.set_defaults(run=_inspect)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8000, help="番号（はじめは8000）")
    parser.add_argument("--host", default="127.0.0.1", help="待ちうける住所（はじめは自分だけ）")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("1 から 65535 までの数にしてください")
    return int(text)


def _scale(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("1 以上の整数にしてください")
    return int(text)


def _say(message: str) -> None:
    print(f"▶ {message}", flush=True)


def _demo(options: argparse.Namespace) -> None:
    from .operate import city

    if options.build_only:
        city.build(scale=options.scale, progress=_say)
        return
    city.demo(host=options.host, port=options.port, fresh=options.fresh, scale=options.scale)


def _serve(options: argparse.Namespace) -> None:
    from .operate import serving

    where = f"http://{options.host}:{options.port}/"
    serving.serve(
        host=options.host,
        port=options.port,
        on_ready=lambda: serving.say(f"{where} で開きました。止めるには Ctrl+C"),
    )


def _setup(options: argparse.Namespace) -> None:
    from .operate.prepare import prepare

    prepare(progress=_say)
    _say("使えるようになりました")


def _admin(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from .core import clock
    from .operate.founding import found

    password = found(
        office=options.office,
        kind=options.kind,
        username=options.username,
        name=options.name,
        email=options.email,
        at=clock.now(),
    )
    _say(f"{options.username} でログインできます。はじめの合言葉: {password}")


def _nightly(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from .core import clock, tasks

    tasks.enqueue_nightly_if_due(at=clock.now())


def _rounds(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from .core import clock, tasks
    from .operate import checking_in

    tasks.enqueue_rounds_if_due(at=clock.now())
    if (file := checking_in.file_in_use()) is not None:
        checking_in.check_in(file)


def _backup(options: argparse.Namespace) -> None:
    from .operate.backup import backup

    print(backup(options.file))


def _restore(options: argparse.Namespace) -> None:
    from .operate.backup import restore

    print(restore(options.file))


def _inspect(options: argparse.Namespace) -> None:
    from .operate.inspecting.rehearsal import rehearse

    count = rehearse(requests=options.requests, seed=options.seed, names=options.names, say=_say)
    if count:
        raise Problem(f"{count}件見つかりました（上の ✗）。")
    _say("何も見つかりませんでした")


def _pass_on(word: str, rest: list[str]) -> int:
    """Hand over to Django: ``import areas X`` is its command ``import_areas X``."""
    from django.core.management import execute_from_command_line, get_commands

    if word == "import":
        import django

        django.setup()
        what = rest[0] if rest else ""
        if f"import_{what}" not in get_commands():
            known = sorted(name[7:] for name in get_commands() if name.startswith("import_"))
            raise Problem(f"何を取り込むか書いてください: wagamachi import {' | '.join(known)}")
        rest = [f"import_{what}", *rest[1:]]
    elif word == "doctor":
        rest = ["doctor", *rest]
    execute_from_command_line(["wagamachi", *rest])
    return 0
