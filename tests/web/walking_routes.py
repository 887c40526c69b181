"""Every address of the app with a plausible request for each, made from its own description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from tamis.web.app import API, PAGES
from tamis.web.pages import entrance, overview

JSON, FORM, PARTS = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Call:
    """One method of one address; `path` has its parameters still open."""

    method: str
    path: str
    inside: tuple[str, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    kind: str = ""

    def address(self, values: Mapping[str, str]) -> str:
        """With its parameters filled in."""
        found = self.path
        for name in self.inside:
            found = found.replace(f"{{{name}}}", values.get(name, "1"))
        return found

    def send(
        self, client: TestClient, values: Mapping[str, str], head: Mapping[str, str],
        *, asked: Mapping[str, str] | None = None, name: str = "a.ris",
    ) -> Response:  # fmt: skip
        """Ask it."""
        given: dict[str, Any] = {}
        if self.kind == JSON:
            given["json"] = self.body
        elif self.kind:
            given["data"] = {k: v for k, v in self.body.items() if v not in (_FILE, [_FILE])}
        if self.kind == PARTS:
            files = [k for k, v in self.body.items() if v in (_FILE, [_FILE])]
            given["files"] = dict.fromkeys(files, (name, b"TY  - JOUR\nTI  - One\nER  -\n"))
        return client.request(
            self.method, self.address(values), headers=dict(head),
            params={**self.asked, **(asked or {})}, follow_redirects=False, **given,
        )  # fmt: skip


_FILE = object()


def described() -> Mapping[str, Any]:
    """The description of everything the app answers to, pages too."""
    bare = FastAPI()
    for doors in (overview.doors, entrance.doors):
        bare.include_router(doors)
    for page in PAGES:
        bare.include_router(page, prefix="/r/{review}")
    for call in API:
        bare.include_router(call, prefix="/api/v1/r/{review}")
    return bare.openapi()


def calls(values: Mapping[str, Any]) -> tuple[Call, ...]:
    """Everything the app answers to; fields that `values` names are given its value."""
    return tuple(_calls(described(), values))


def _calls(told: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Call]:
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            named = call.get("parameters", [])
            kind, body = "", None
            for sent, content in call.get("requestBody", {}).get("content", {}).items():
                kind, body = sent, _example(told, content["schema"], "", values)
            if not kind and method == "post" and not path.startswith("/api/"):
                kind, body = FORM, {"domain": "D1", "judgement": "low"}
            yield Call(
                method=method.upper(), path=path, kind=kind, body=body,
                inside=tuple(p["name"] for p in named if p["in"] == "path"),
                asked={
                    p["name"]: _example(told, p["schema"], p["name"], values)
                    for p in named if p["in"] == "query" and (p["required"] or p["name"] in values)
                },
            )  # fmt: skip


def _example(told: Mapping[str, Any], schema: Mapping[str, Any], name: str, values: Any) -> Any:
    if "$ref" in schema:
        return _example(told, told["components"]["schemas"][schema["$ref"].split("/")[-1]], "",
                        values)  # fmt: skip
    if name in values:
        return values[name]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _example(told, schema[choice][0], name, values)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [""])[0])
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {n: _example(told, s, n, values) for n, s in parts.items()}
        case "array":
            return [_example(told, schema.get("items", {}), name.rstrip("s"), values)]
        case "integer" | "number":
            return schema.get("minimum", 1) or 1
        case "boolean":
            return True
    if schema.get("format") == "binary" or schema.get("contentMediaType"):
        return _FILE
    return schema.get("default", "x" * max(8, schema.get("minLength", 1)))
