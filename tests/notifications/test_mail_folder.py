"""Mails of a trial are files in its data folder: on the terminal they would push the accounts out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask_mailman import EmailMessage, Mail

from marketplace.config import Settings, flask_config


def test_a_mail_of_a_trial_is_a_file_and_no_line_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = {"LIENKET_DATA": tmp_path, "mail_url": "file://", "secret_key": "k" * 40, "LIENKET_ENV": "production"}
    app = Flask("trial")
    app.config |= {**flask_config(Settings.model_validate(settings)), "TESTING": False}
    Mail(app)
    with app.app_context():
        EmailMessage("Mat khau", "http://127.0.0.1:8000/link", to=["hoa@vidu.example"]).send()
    (kept,) = (tmp_path / "mail").iterdir()
    assert "http://127.0.0.1:8000/link" in kept.read_text()
    assert capfd.readouterr() == ("", "")
