"""One server over one folder: ``python servers.py NAME PORT FOLDER``.  Each with its own defaults, access log off."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def feedsvc(port: int, folder: Path) -> None:
    from feedsvc.serve import StaticFeeds, create_server

    create_server(StaticFeeds(folder), "127.0.0.1", port).run()


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
    options = ["--interface", "asgi", "--static-path-route", "/static", "--static-path-mount", str(folder), "--no-access-log"]
    program = Path(sys.executable).with_name("granian")
    os.chdir(Path(__file__).parent)
    os.execv(program, [str(program), "--host", "127.0.0.1", "--port", str(port), "--log-level", "error", *options, "servers:nothing"])


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


if __name__ == "__main__":
    name, port, folder = sys.argv[1:]
    globals()[name](int(port), Path(folder))
