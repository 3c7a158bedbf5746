"""One server over one folder: ``python servers.py NAME PORT FOLDER``.  Each with its own defaults, access log off."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def feedsvc(port: int, folder: Path) -> None:
    from feedsvc.serve import StaticFeeds, create_server

    create_server(StaticFeeds(folder), "127.0.0.1", port).run()


def feedsvc_plain(port: int, folder: Path) -> None:
    """Without the extra "fast": h11."""
    sys.modules["httptools"] = None  # type: ignore[assignment]  # as if not installed
    feedsvc(port, folder)


def whitenoise(port: int, folder: Path) -> None:
    """On granian, the fastest WSGI server there is."""
    os.environ["FEEDS"] = str(folder)
    _granian(port, "wsgi", "servers:noise", [])


def servestatic(port: int, folder: Path) -> None:
    import uvicorn
    from servestatic import ServeStaticASGI

    uvicorn.run(ServeStaticASGI(nothing, root=folder), host="127.0.0.1", port=port, log_level="error", access_log=False)


def starlette(port: int, folder: Path) -> None:
    import uvicorn
    from starlette.staticfiles import StaticFiles

    uvicorn.run(StaticFiles(directory=folder), host="127.0.0.1", port=port, log_level="error", access_log=False)


def aiohttp(port: int, folder: Path) -> None:
    from aiohttp import web

    app = web.Application()
    app.router.add_static("/", folder)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


def granian(port: int, folder: Path) -> None:
    _granian(port, "asgi", "servers:nothing", ["--static-path-route", "/static", "--static-path-mount", str(folder)])


def _granian(port: int, interface: str, target: str, options: list[str]) -> None:
    program = Path(sys.executable).with_name("granian")
    os.chdir(Path(__file__).parent)
    address = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error", "--no-access-log"]
    os.execv(program, [str(program), *address, "--interface", interface, *options, target])


def nginx(port: int, folder: Path) -> None:
    config = f"""
daemon off; user root; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; gzip_static on; open_file_cache max=100;
  types {{ application/atom+xml atom; }}
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}"""
    path = folder / "nginx.conf"
    path.write_text(config)
    os.execvp("nginx", ["nginx", "-c", str(path)])


async def nothing(scope: object, receive: object, send: object) -> None:
    """granian wants an application beside its static files."""


if folder := os.environ.get("FEEDS"):
    from whitenoise import WhiteNoise

    noise = WhiteNoise(lambda environ, start: start("404 Not Found", []) or [], root=folder)


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](int(sys.argv[2]), Path(sys.argv[3]))
