"""
Answer the same request again and again, within this process: `inside.py <path>`.

The first line of its input is the token, each other one says how many times; it says what the
CPU of this process was for each, in microseconds.
"""

import io
import sys
import time

from serving import application

ENVIRONMENT = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "PATH_INFO": sys.argv[1],
    "QUERY_STRING": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_ACCEPT": "application/json",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def answer(token):
    said = []
    asked = {**ENVIRONMENT, "HTTP_AUTHORIZATION": f"Bearer {token}", "wsgi.input": io.BytesIO()}
    response = application(asked, lambda status, headers: said.append(status))
    body = b"".join(response)
    response.close()
    if said != ["200 OK"]:
        raise RuntimeError(f"Not what was expected: {said} {body[:500]}")


def main():
    token = sys.stdin.readline().strip()
    for line in sys.stdin:
        times = int(line)
        began = time.process_time()
        for _ in range(times):
            answer(token)
        print((time.process_time() - began) / times * 1e6, flush=True)


main()
