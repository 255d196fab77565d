"""What gunicorn logs, in the same form as all the rest, and without what was asked or by whom."""

from datetime import timedelta
from typing import Any

from gunicorn import glogging

from config import logs
from config.redaction import shown


class Logger(glogging.Logger):
    """Errors without address and query string; an access line of method, path, status, bytes and time.

    The path alone: what a parent typed is in the query string, and stays out of every log. So does the
    address of the visitor, and the referrer, which would carry the query string of the page before.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                # Its own: whoever else listens has a form of their own.
                if getattr(handler, "_gunicorn", False):
                    handler.setFormatter(logs.formatter())

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request from ip="):
            msg, args = "Requête refusée\u00a0: elle ne respecte pas HTTP", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        super().exception(msg, *(_path(arg) for arg in args), **kwargs)

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if not self.access_log_enabled:
            return
        http = {
            "method": shown(environ["REQUEST_METHOD"]),
            # WSGI hands over bytes as if they were latin-1.
            "path": shown(environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace")),
            "status": int(str(resp.status).split(None, 1)[0]),
            "bytes": getattr(resp, "sent", None) or 0,
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
        self.access_log.info("%s %s %s %s %sms", *http.values(), extra={"http": http})


def _path(arg: Any) -> Any:
    return arg.partition("?")[0] if isinstance(arg, str) else arg
