"""Staff upload a file, see what became of it, and begin a stopped run again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from events.enums import ImportState
from events.models import Event, ImportRun
from events.services import importing
from events.tasks import run_imports
from hub.accounts.models import User
from tests.events.importing.files import HACHIOJI, as_csv, row
from tests.hub.accounts.signing_in import sign_in
from tests.locks import holding

pytestmark = pytest.mark.django_db
ADD = "/admin/events/importrun/add/"


@pytest.fixture
def staff(client: Client) -> Client:
    user = User.objects.create(email="staff@example.jp", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_importrun", "view_importrun"]))
    sign_in(client, user)
    return client


def upload(content: bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_a_small_file_is_read_at_once(staff: Client) -> None:
    content = as_csv([row(), row(NO="2", 名称="<b>手話</b>", 開始日="")]).encode()
    response = staff.post(ADD, {"file": upload(content), "license": "CC BY 4.0"})
    run = ImportRun.objects.defer(None).get()
    assert response["Location"] == f"/admin/events/importrun/{run.pk}/change/"
    assert (run.state, run.content, run.created_count, run.rejected_count) == (ImportState.DONE, None, 1, 1)
    assert Event.objects.get().license == "CC BY 4.0"
    page = staff.get(response["Location"]).content.decode()
    assert "開始日がありません。" in page
    assert "&lt;b&gt;手話&lt;/b&gt;" in page
    report = staff.get(f"/admin/events/importrun/{run.pk}/report.json")
    assert report.json()["totals"]["rows"] == 2
    assert staff.get("/admin/events/importrun/").status_code == 200


def test_a_larger_file_waits_for_the_worker(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.admin.imports.SMALL_UPLOAD", 10)
    response = staff.post(ADD, {"file": upload(HACHIOJI.read_bytes(), HACHIOJI.name)})
    run = ImportRun.objects.get()
    assert run.state == ImportState.WAITING
    assert "順番待ち" in staff.get(response["Location"]).content.decode()
    run_imports()
    run.refresh_from_db()
    assert (run.state, run.rows_done, run.created_count, run.rejected_count) == (ImportState.DONE, 60, 59, 1)
    assert "グリーンパートナー養成講座" in staff.get(response["Location"]).content.decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x01\x02"])
def test_what_is_no_csv_is_told_on_the_page(staff: Client, content: bytes) -> None:
    response = staff.post(ADD, {"file": upload(content)})
    page = staff.get(response["Location"]).content.decode()
    assert "errornote" in page
    assert Event.objects.count() == 0


def test_no_file_and_a_wrong_day_are_told_on_the_form(staff: Client) -> None:
    page = staff.post(ADD, {"shift_to": "x"})
    assert page.status_code == 200
    assert ImportRun.objects.count() == 0
    assert "まだ取り込んでいません" in page.content.decode()


def test_a_run_whose_worker_died_is_taken_up_again() -> None:
    content = as_csv([row()]).encode()
    user = User.objects.create(email="a@example.jp")
    run = importing.receive_upload("list.csv", content, by=user)
    long_ago = timezone.now() - importing.SILENCE - timedelta(seconds=1)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, beaten_at=timezone.now())
    assert importing.run_waiting_imports() == 0
    ImportRun.objects.filter(pk=run.pk).update(beaten_at=long_ago)
    assert importing.run_waiting_imports() == 1
    assert importing.run_waiting_imports() == 0


def test_a_run_that_kills_its_worker_is_not_begun_for_ever() -> None:
    run = importing.receive_upload("list.csv", as_csv([row()]).encode(), by=User.objects.create(email="a@example.jp"))
    long_ago = timezone.now() - importing.SILENCE - timedelta(seconds=1)
    dead = ImportRun.objects.filter(pk=run.pk)
    dead.update(state=ImportState.RUNNING, beaten_at=long_ago, attempts=importing.MOST_ATTEMPTS)
    assert importing.run_waiting_imports() == 0
    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.FAILED, "3回始めましたが、最後まで進みませんでした。")
    importing.retry_import(run)
    assert importing.run_waiting_imports() == 1
    assert dead.get().state == ImportState.DONE


@pytest.mark.django_db(transaction=True)
def test_an_event_that_somebody_edits_makes_its_import_wait(staff: Client) -> None:
    content = as_csv([row()]).encode()
    staff.post(ADD, {"file": upload(content)})
    event = Event.objects.get()
    with holding(event):
        answer = staff.post(ADD, {"file": upload(as_csv([row(説明="新しい説明")]).encode())})
        run = ImportRun.objects.latest("pk")
        assert (answer.status_code, run.state, run.attempts) == (302, ImportState.WAITING, 0)
        assert "順番が来ると取り込みます" in staff.get(answer["Location"]).content.decode()
    assert importing.run_waiting_imports() == 1
    run.refresh_from_db()
    assert (run.state, run.updated_count) == (ImportState.DONE, 1)


def test_what_stops_a_run_is_on_its_page(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("csv.reader", None)
        answer = staff.post(ADD, {"file": upload(as_csv([row()]).encode())})
    assert ImportRun.objects.get().state == ImportState.FAILED
    assert "思いがけない誤りです（TypeError）。" in staff.get(answer["Location"]).content.decode()


def test_a_stopped_run_can_begin_again(staff: Client) -> None:
    run = importing.receive_upload("list.csv", as_csv([row()]).encode(), by=User.objects.get())
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.FAILED, error="OSError")
    address = f"/admin/events/importrun/{run.pk}/"
    assert "もう一度取り込む" in staff.get(f"{address}change/").content.decode()
    staff.get(f"{address}retry/")
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    staff.post(f"{address}retry/")
    run.refresh_from_db()
    assert run.state == ImportState.WAITING


@pytest.mark.parametrize("address", [ADD, "/admin/events/importrun/", "/admin/events/importrun/1/change/"])
def test_staff_without_the_right_are_refused(client: Client, address: str) -> None:
    sign_in(client, User.objects.create(email="other@example.jp", is_staff=True))
    assert client.get(address).status_code == 403
