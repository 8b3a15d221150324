"""Settings: usable without any, and clear about a wrong one."""

from pathlib import Path

import pytest

from api.core.settings import load_settings
from tracker.errors import InputError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "STORAGE_URL", "DATA_DIR", "HOST", "PORT", "MAX_UPLOAD_BYTES"):
        monkeypatch.delenv(f"CALF_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_everything_is_under_the_data_folder() -> None:
    settings = load_settings()

    assert settings.database.startswith("sqlite+aiosqlite:///")
    assert settings.data_dir.as_posix() in settings.database
    assert settings.storage == (settings.data_dir / "objects").as_uri()
    assert settings.host == "127.0.0.1"


def test_environment_then_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Path(tmp_path, ".env").write_text("CALF_PORT=9001\nCALF_HOST=::1\nOTHER=1\n")
    monkeypatch.setenv("CALF_PORT", "9002")

    settings = load_settings()

    assert (settings.host, settings.port) == ("::1", 9002)


def test_what_is_given_wins_and_none_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALF_PORT", "9002")

    assert load_settings(port=9003).port == 9003
    assert load_settings(port=None).port == 9002


@pytest.mark.parametrize(
    ("name", "value"),
    [("CALF_PORT", "70000"), ("CALF_PORT", "many"), ("CALF_MAX_UPLOAD_BYTES", "0")],
)
def test_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(InputError, match=name) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
