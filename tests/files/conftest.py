from tests.files.scanners import answering, clamd, fresh_patience  # noqa: F401 -- fixtures
