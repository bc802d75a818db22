"""Serving one instance: the application with its background jobs, under waitress."""

import logging
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from app import create_app, log
from app.instance import open_instance
from app.jobs import Jobs


def open_application(directory: Path, **overrides: Any) -> Flask:
    """The application over this folder, its jobs running."""
    instance = open_instance(directory, **overrides)
    log.start(instance.settings.logs)
    application = create_app(instance)
    jobs = Jobs(instance)
    application.extensions["motcua"]["sync_now"] = jobs.sync_now
    application.extensions["motcua"]["work_now"] = jobs.work_now
    application.extensions["motcua"]["jobs"] = jobs
    jobs.start()
    return application


def serve(directory: Path, **overrides: Any) -> None:
    """Serve until asked to stop (Ctrl+C, SIGTERM); requests under way are finished first."""
    application = open_application(directory, **overrides)
    settings = application.extensions["motcua"]["instance"].settings
    server = create_server(
        application, host=settings.host, port=settings.port, threads=settings.threads, ident=None,
        max_request_body_size=max(64, settings.usb_upload_megabytes + 1) * 1024 * 1024, channel_timeout=120,
        # What a proxy says of the browser behind it is read by the program, or makes it careful.
        clear_untrusted_proxy_headers=False,
    )  # fmt: skip

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    logging.getLogger(__name__).info("serving on %s:%s", settings.host, settings.port)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        application.extensions["motcua"]["jobs"].stop()
        server.close()
