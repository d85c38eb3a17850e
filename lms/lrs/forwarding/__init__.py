"""Sending statements on to other record stores, in order and at least once.

`actions` is what people do (set up, pause, replay), `running` is what the outbox calls, `progress` is what
pages and commands show. `wanted` and `answers` are pure; `addresses` says where may be sent to at all.
"""
