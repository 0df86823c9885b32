"""Every resource has the same operations over HTTP."""

import pytest

from api.settings import PREFIX
from tests.api.conformance import document

PATHS = document()["paths"]
RESOURCES = ("source", "article", "claim", "fact", "tag")
MERGED = ("source", "article", "claim", "fact")
every_resource = pytest.mark.parametrize("resource", RESOURCES)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def path_of(resource: str) -> str:
    return f"{PREFIX}/{resource}s/{{{resource}_id}}"


class TestLifecycle:
    @every_resource
    @pytest.mark.parametrize(
        ("method", "below"),
        [
            ("get", ""),
            ("patch", ""),
            ("delete", ""),
            ("post", "/restore"),
            ("post", "/revert"),
            ("post", "/redact"),
            ("get", "/history"),
        ],
    )
    def test_every_resource_has_every_operation(
        self, resource: str, method: str, below: str
    ) -> None:
        assert method in PATHS[path_of(resource) + below]

    @pytest.mark.parametrize("resource", MERGED)
    @pytest.mark.parametrize("below", ["/merge", "/unmerge"])
    def test_all_resources_except_tags_can_be_merged_and_unmerged(
        self, resource: str, below: str
    ) -> None:
        assert "post" in PATHS[path_of(resource) + below]

    @every_resource
    @pytest.mark.parametrize(
        ("method", "below"),
        [("patch", ""), ("delete", ""), ("post", "/restore"), ("post", "/redact")],
    )
    def test_operations_have_equal_parameters_and_statuses_for_each_resource(
        self, resource: str, method: str, below: str
    ) -> None:
        one = PATHS[path_of(resource) + below][method]
        other = PATHS[path_of("tag") + below][method]

        assert one["responses"].keys() == other["responses"].keys()
        taken = [given["name"] for given in one["parameters"][1:]]
        if (resource, method) == ("article", "delete"):
            taken.remove("cascade")
        assert taken == [given["name"] for given in other["parameters"][1:]]

    @every_resource
    def test_each_path_has_the_id_parameter_of_its_resource(
        self, resource: str
    ) -> None:
        below = [path for path in PATHS if path.startswith(f"{path_of(resource)}/")]

        for path in (path_of(resource), *below):
            for operation in PATHS[path].values():
                assert operation["parameters"][0]["name"] == f"{resource}_id"
