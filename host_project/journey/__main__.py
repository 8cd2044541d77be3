"""`make demo`: walk through a business day against a running `make run`, and print each step."""

import json
import sys
import urllib.error
from typing import Any

from .client import Answer, Unexpected
from .walk import Walk

WIDTH = 96
INTERESTING = 3


def main() -> int:
    url = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    walk = Walk(url, say=_say, saw=_show)
    try:
        walk.all()
    except urllib.error.URLError as error:
        print(f"Nothing answers at {url} ({error.reason}); start it with `make run`.")
        return 1
    except Unexpected as error:
        print(f"\nThe walk ends here. {error}")
        return 1
    print("\nThat was the day.")
    return 0


def _say(sentence: str) -> None:
    print(f"\n{sentence}.", flush=True)


def _show(answer: Answer) -> None:
    print(f"  {answer.status} {answer.method:6} {answer.path}", flush=True)
    for line in _interesting(answer.body):
        print(f"      {line[:WIDTH]}", flush=True)


def _interesting(body: Any) -> list[str]:
    """The answer in a few lines: problems by their code, collections by their first rows."""
    if not isinstance(body, dict):
        return []
    if "code" in body and "request_id" in body:
        return [f"{body['code']}: {body['detail']}"]
    rows = next((value for value in body.values() if isinstance(value, list)), None)
    if rows is not None and "pagination" in body:
        return [_short(row) for row in rows[:INTERESTING]]
    if "mails" in body:
        return [f"{mail['subject']}" for mail in body["mails"][:INTERESTING]]
    return [_short(body)]


def _short(value: Any) -> str:
    hidden = {"access_token", "refresh_token", "pagination", "created_at", "html"}
    if isinstance(value, dict):
        value = {key: inner for key, inner in value.items() if key not in hidden}
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
