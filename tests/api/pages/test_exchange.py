"""The page of import and export."""

from fastapi.testclient import TestClient

from api.pages.csv_columns import COLUMNS
from tests.api.pages.test_record_pages import page_of


class TestExchange:
    def test_links_to_csv_and_json_of_every_list(self, client: TestClient) -> None:
        answer = client.get("/data")

        page = page_of(answer)
        for name, columns in COLUMNS.items():
            file = client.get(f"/{name}.csv")
            names = [column.replace(".", "_") for column in columns]
            assert {f"/{name}.csv", f"/{name}.json"} <= set(page.hrefs())
            assert file.text.splitlines()[0] == ",".join(names)
            assert ", ".join(names) in page.text
        assert "A file has all rows." in page.text
        assert "/data" in page_of(client.get("/help")).hrefs()
