package dev.muster.model;

import okhttp3.Call;
import okhttp3.EventListener;

/** Notes on a call's request whether a byte of it may have left. */
final class Sent {
  private volatile boolean sent;

  boolean sent() {
    return sent;
  }

  /** Sets the note of every call that carries one. */
  static final class Watch extends EventListener {
    @Override
    public void requestHeadersStart(Call call) {
      var note = call.request().tag(Sent.class);
      if (note != null) {
        note.sent = true;
      }
    }
  }
}
