"""The files in deploy/ against what they speak of: settings, figures, roles. promtool and helm where they are."""

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from router.settings import ROLES
from tests.browser.served import ROOT, served

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "balie"
PROMETHEUS = DEPLOY / "prometheus"
CI = os.environ.get("CI") == "true"
READ = set(re.findall(r'"(BALIE_[A-Z_]+)"', (ROOT / "router" / "settings.py").read_text("utf-8"))) - {"BALIE_"}
METRIC, PARTS = re.compile(r"\bbalie_\w+"), ("bucket", "sum", "count")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
OURS = {name: its for name, its in COMPOSE["services"].items() if its["image"].startswith("balie:")}


def known(names):
    return {name.removesuffix("_FILE") for name in names} <= READ


class TestCompose:
    def test_a_service_a_role(self):
        roles = [its["command"][2] for its in OURS.values() if its["command"][0] == "serve"]
        assert sorted(roles) == sorted(ROLES)

    @pytest.mark.parametrize("name", OURS)
    def test_its_settings_are_ours_and_its_secrets_are_there(self, name):
        its = OURS[name]
        assert known(its["environment"])
        files = [value for setting, value in its["environment"].items() if setting.endswith("_FILE")]
        assert {Path(each).name for each in files} == set(its["secrets"]) <= set(COMPOSE["secrets"])

    @pytest.mark.parametrize("name", COMPOSE["services"])
    def test_nothing_is_root_or_untagged_or_unwatched(self, name):
        its = COMPOSE["services"][name]
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", its["user"])
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.?[\w.-]*", its["image"])
        assert "ALL" in its["cap_drop"]
        assert "test" in its["healthcheck"] or (its["healthcheck"] == {"disable": True} and name == "migrate")
        assert set(its.get("networks", ())) <= set(COMPOSE["networks"])
        assert set(its.get("depends_on", ())) <= set(COMPOSE["services"])

    def test_only_what_must_be_is_published_and_on_this_machine(self):
        published = {name: its["ports"] for name, its in COMPOSE["services"].items() if "ports" in its}
        assert published == {"intake": ["127.0.0.1:2525:2525"], "caddy": ["${LISTEN:-127.0.0.1:8080}:8080"]}

    def test_caddy_is_the_proxy_that_is_believed(self):
        (subnet,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
        assert OURS["web"]["environment"]["BALIE_PROXIES"] == subnet["subnet"]
        assert "inside" in COMPOSE["services"]["caddy"]["networks"]

    def test_figures_stay_inside(self):
        """A bare `respond` comes after every `handle`, wherever it stands."""
        caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
        assert re.search(r"@inside path /metrics /healthz /readyz\s+handle @inside \{\s+respond 404\s+\}", caddy)

    def test_who_sends_a_header_by_the_letter_is_let_go(self):
        caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
        assert re.search(r"servers \{\s+timeouts \{\s+read_header 10s\s+\}", caddy)

    def test_the_secrets_are_made_once_and_closed_off(self, tmp_path):
        folder = tmp_path / "secrets"
        for _ in range(2):
            subprocess.run([DEPLOY / "secrets.sh", folder], check=True, timeout=20)
            made = {path.name: path.read_text() for path in folder.iterdir()}
        assert set(made) == {Path(each["file"]).name for each in COMPOSE["secrets"].values()}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert made["postgres-password"].strip() in made["store-url"]
        assert made["redis-password"].strip() in made["queues-url"]
        assert f"requirepass {made['redis-password']}" in made["redis.conf"]
        assert "maxmemory-policy noeviction" in made["redis.conf"]


class TestDockerfile:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()

    def test_what_is_locked_with_hashes_and_no_root(self):
        assert any("--require-hashes -r requirements/run.txt" in line for line in self.lines)
        assert [line for line in self.lines if line.startswith("USER ")] == ["USER 10001:10001"]

    def test_what_it_copies_is_there_and_let_in(self):
        ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        for line in self.lines:
            if line.startswith("COPY ") and "--from" not in line:
                for source in line.split()[1:-1]:
                    assert (ROOT / source).exists(), source
                    assert f"!{source}" in ignored, source


class TestSystemd:
    def test_its_settings_are_ours(self):
        text = (DEPLOY / "systemd" / "balie.env").read_text("utf-8")
        assert known(re.findall(r"^(BALIE_\w+)=", text, re.MULTILINE))

    def test_systemd_takes_it(self, tmp_path):
        if not shutil.which("systemd-analyze"):
            pytest.skip("systemd-analyze is not on this machine. Mend: apt-get install systemd")
        unit = (DEPLOY / "systemd" / "balie@.service").read_text("utf-8")
        (tmp_path / "balie@.service").write_text(unit.replace("/opt/balie/.venv/bin/balie", "/bin/true"))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "balie@worker.service"],
            cwd=tmp_path, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        assert [line for line in done.stderr.splitlines() if "balie" in line] == []


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """The names that /metrics gives, also of those that have no value yet."""
    with served(tmp_path_factory.mktemp("data")) as town, urlopen(f"{town.url}/metrics", timeout=10) as answer:
        kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", answer.read().decode(), re.MULTILINE))
    parts = {f"{name}_{part}" for name, kind in kinds.items() if kind == "histogram" for part in PARTS}
    return {name for name, kind in kinds.items() if kind != "histogram"} | parts


class TestFigures:
    def test_every_alert_and_panel_asks_for_a_figure_that_is_given(self, figures):
        alerts = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
        panels = json.loads((DEPLOY / "grafana" / "balie.json").read_text("utf-8"))["panels"]
        asked = [each["expr"] for each in alerts] + [each["expr"] for panel in panels for each in panel["targets"]]
        assert set(METRIC.findall(" ".join(asked))) <= figures
        assert "balie_stream_lag" in figures

    def test_every_alert_has_its_test_its_words_and_its_weight(self):
        alerts = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
        tests = yaml.safe_load((PROMETHEUS / "alerts_test.yaml").read_text("utf-8"))["tests"]
        assert [each["name"] for each in tests] == [each["alert"] for each in alerts]
        for each in alerts:
            assert each["labels"]["severity"] in ("page", "ticket")
            assert set(each["annotations"]) == {"summary", "description"}

    @pytest.mark.parametrize("words", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml")])
    def test_promtool_takes_them(self, words):
        if not (promtool := shutil.which("promtool") or shutil.which(ROOT / ".cache" / "prometheus" / "promtool")):
            (pytest.fail if CI else pytest.skip)("promtool is not on this machine. Mend: scripts/promtool.sh")
        done = subprocess.run(
            [promtool, *words], cwd=PROMETHEUS, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


class TestHelm:
    def test_the_settings_of_the_chart_are_ours(self):
        text = (CHART / "templates" / "_helpers.tpl").read_text("utf-8")
        assert known(re.findall(r"name: (BALIE_\w+)", text))

    def test_the_values_name_each_role(self):
        values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
        assert set(values["roles"]) == set(ROLES)
        assert yaml.safe_load((CHART / "prometheus-adapter.yaml").read_text("utf-8"))["rules"]["custom"]

    def test_what_it_makes(self):
        if not (helm := shutil.which("helm")):
            pytest.skip("helm is not on this machine. Mend: go install helm.sh/helm/v3/cmd/helm@v3.16.4")
        made = [each for each in yaml.safe_load_all(templated(helm)) if each]
        deployments = {
            each["metadata"]["labels"]["app.kubernetes.io/component"]: each for each in of(made, "Deployment")
        }
        assert set(deployments) == set(ROLES)
        for role, each in deployments.items():
            pod = each["spec"]["template"]["spec"]
            (container,) = pod["containers"]
            assert container["args"] == ["serve", "--roles", role]
            assert known(setting["name"] for setting in container["env"])
            assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
            assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
            assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        (scaled,) = of(made, "HorizontalPodAutoscaler")
        assert scaled["spec"]["metrics"][0]["pods"]["metric"]["name"] == "balie_stream_lag"
        assert "replicas" not in deployments["worker"]["spec"]
        assert len(of(made, "PodDisruptionBudget")) == len(ROLES)
        assert {tuple(each["spec"]["policyTypes"]) for each in of(made, "NetworkPolicy")} > {("Ingress", "Egress")}


def of(made, kind):
    return [each for each in made if each["kind"] == kind]


def templated(helm):
    words = ["template", "town", CHART, "--kube-version", "1.32.0"]
    return subprocess.run([helm, *words], capture_output=True, text=True, timeout=60, check=True).stdout
