import pytest

from router.settings import ROLES, BadSetting, from_environment

SCALED = {
    "BALIE_STREAM": "kafka://127.0.0.1:9092",
    "BALIE_QUEUES": "redis://127.0.0.1:6379/0",
    "BALIE_STORE": "postgresql://balie@127.0.0.1/balie",
}


def settings(folder, **more):
    return from_environment({"BALIE_DATA_DIR": str(folder), **more})


class TestRoles:
    def test_all_of_them_need_no_server(self, tmp_path):
        assert settings(tmp_path).taking("all").roles == set(ROLES)
        assert settings(tmp_path).taking("intake,worker,clock,deliver,web").roles == set(ROLES)

    def test_apart_they_need_what_processes_can_share(self, tmp_path):
        with pytest.raises(BadSetting, match=r"Mend: set BALIE_STREAM, BALIE_QUEUES, BALIE_STORE \(make servers"):
            settings(tmp_path).taking("worker")
        with pytest.raises(BadSetting, match="Mend: set BALIE_QUEUES "):
            settings(tmp_path, **{**SCALED, "BALIE_QUEUES": "memory://"}).taking("intake,web")
        assert settings(tmp_path, **SCALED).taking("intake,web").roles == {"intake", "web"}

    def test_an_unknown_one_is_named(self, tmp_path):
        with pytest.raises(
            BadSetting, match=r"no role worker2\. Roles are intake, worker, clock, deliver, web, or all"
        ):
            settings(tmp_path, **SCALED).taking("worker2")


class TestKeys:
    def test_are_the_same_in_each_process_that_shares_the_secret(self, tmp_path):
        one, two = (settings(tmp_path / name, BALIE_SECRET="shared") for name in ("one", "two"))
        assert one.key("cookies") == two.key("cookies") != two.key("stream-keys")
        assert one.api_token == two.api_token != one.webhook_secret

    def test_are_kept_in_the_data_folder_without_one(self, tmp_path):
        one, two = settings(tmp_path / "one"), settings(tmp_path / "two")
        assert one.key("cookies") == settings(tmp_path / "one").key("cookies") != two.key("cookies")


class TestWorker:
    def test_has_a_name_that_a_restart_keeps_and_no_other_has(self, tmp_path):
        one = settings(tmp_path / "one").worker
        assert one == settings(tmp_path / "one").worker != settings(tmp_path / "two").worker
        assert settings(tmp_path, BALIE_WORKER="front-1").worker == "front-1"
