"""The type of every problem leads to a page that explains it."""

import json
from pathlib import Path

import pytest

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())


@pytest.mark.parametrize("code", sorted(DOCUMENT["components"]["examples"]))
def test_every_code_of_the_document_has_a_page(client, code):
    example = DOCUMENT["components"]["examples"][code]["value"]

    page = client.get(example["type"])

    assert page.status_code == 200
    assert example["title"] in page.content.decode().replace("&#x27;", "'")


def test_all_codes_stand_on_one_page(client):
    page = client.get("/problems/").content.decode()

    assert all(f">{code}</a>" in page for code in DOCUMENT["components"]["examples"])


def test_a_code_that_nobody_answers_has_no_page(client):
    assert client.get("/problems/no_such_code").status_code == 404
