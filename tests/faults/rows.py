"""The faults that the suite answers for: what goes wrong, and what the box does about it."""

from __future__ import annotations

FAULTS = {
    "daemon_killed": (
        "SIGKILL of the daemon at any moment, a class asking",
        "systemd starts the next one; accepted pictures go on",
    ),
    "worker_killed": (
        "SIGKILL of the worker at any moment, a class asking",
        "a fresh one; the picture is tried once more, then it fails as `picture_lost`",
    ),
    "worker_hangs": (
        "SIGSTOP of the worker",
        "killed at its deadline and replaced; nobody notices",
    ),
    "poison": (
        "a picture that kills each worker that draws it",
        "fails as `picture_lost` after two; the others are drawn",
    ),
    "engine_out_of_memory": (
        "the engine runs out of memory, once or for ever",
        "half the batch, then the next smaller size, then `out_of_memory`",
    ),
    "engine_lost": (
        "the engine fails for ever in the middle of work",
        "a fresh worker; after three the profile for the processor, with an Issue",
    ),
    "power_cut": (
        "power cut at each write of a lesson (ext4 shutdown, journal not flushed)",
        "the journals are replayed; accepted pictures go on",
    ),
    "fsync_fails": (
        "EIO from fsync, fdatasync or write, at each of them in turn",
        "503 `disk_failed`, exit 74 without another fsync; the next start goes on",
    ),
    "disk_full": (
        "the disk is full",
        "507 `store_full`; kept room lets everything accepted end; goes on once there is room",
    ),
    "disk_read_only": (
        "the file system becomes read-only",
        "503 `store_broken` for new ones, finished ones are served; the rest ends after the next start",
    ),
    "pack_damaged": (
        "a pack with a flipped or missing byte in each 4 KiB",
        "refused with the file's name; the pack in use goes on",
    ),
    "cache_damaged": (
        "a cached picture or latent with a flipped or missing byte in each 4 KiB",
        "a miss: deleted and drawn anew",
    ),
    "tables_damaged": (
        "a table of the queue or of the devices with a flipped 4 KiB, or cut off",
        "read as far as it is whole, or put aside with an Issue; never a crash",
    ),
    "profile_race": (
        "two admins switch the profile at once",
        "one wins, the others get 409 `change_in_progress`",
    ),
    "clock_jump": (
        "the clock is wrong by years after a start",
        "nothing is removed too early, deadlines hold, what waits is drawn",
    ),
    "network_changes": (
        "no network, a new address, a box that starts before its network",
        "bound and announced again",
    ),
    "two_names": ("two boxes of one name", "the second announces itself with a number"),
    "flap": ("the network's link goes down and up", "found again, streams and wishes go on"),
    "slow_callers": (
        "headers or bodies that drip, readers that take nothing",
        "closed at their deadlines",
    ),
    "crowd": (
        "10,000 connections",
        "turned away beyond the limits; a paired tablet is served meanwhile",
    ),
    "bodies": (
        "oversized, malformed, compressed or deeply nested bodies, prompts of 10^6 characters",
        "4xx with a code; memory stays flat",
    ),
    "strange_names": (
        "foreign Host and Origin headers, made up at random",
        "421, 403 or 400; nothing is done",
    ),
    "paths": ("path traversal", "the same 404 for all"),
    "brute_force": (
        "pairing codes guessed from 200 addresses",
        "five misses kill the code; nobody gets in",
    ),
    "log_injection": (
        "line breaks, escapes and bidi marks in wishes and headers",
        "no log has a word of them",
    ),
}
"""Key -> fault, what is done."""

ELSEWHERE = {
    "test_discovery.py::test_two_boxes_of_one_name": "two_names",
    "test_discovery.py::test_a_new_address": "network_changes",
    "test_discovery.py::test_a_box_that_starts_before": "network_changes",
    "test_connection.py::test_headers_that_drip": "slow_callers",
    "test_connection.py::test_a_body_that_drips": "slow_callers",
    "test_connection.py::test_a_silent": "slow_callers",
    "test_connection.py::test_a_reader_that": "slow_callers",
}
"""Part of a test's name -> the row that its outcome counts for."""
