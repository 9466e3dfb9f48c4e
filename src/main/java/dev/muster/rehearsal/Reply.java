package dev.muster.rehearsal;

import java.time.Duration;

/** What goes out, and what the log says about it before it does. */
record Reply(
    LogEntry entry, Duration latency, String idHeader, String id, String type, byte[] bytes) {}
