"""/healthz says which part fails."""

import redis
from django.db import DatabaseError


def test_all_is_well(client, db):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_a_lost_broker_is_named(client, db, monkeypatch):
    def refuse(self):
        raise redis.ConnectionError

    monkeypatch.setattr(redis.Redis, "ping", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["broker"] == "unreachable"


def test_a_lost_database_is_named(client, db, monkeypatch):
    def refuse():
        raise DatabaseError

    with monkeypatch.context() as lost:
        lost.setattr("commitments.views.health.connection.cursor", refuse)
        assert client.get("/healthz").json()["database"] == "unreachable"
