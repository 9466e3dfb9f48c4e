package dev.muster.model;

import dev.muster.model.ForwardedCalls.Receiver;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/**
 * An answer on its way to somebody: what is read of it here has been handed on, at once and as it
 * came, so that whoever reads it to measure it sees the same bytes.
 */
final class PassedBody extends ForwardingSource {
  private static final long AT_ONCE = 8192;
  private final Receiver to;
  private final BooleanSupplier ended;
  private long left;
  private boolean gone;
  private boolean complete;
  private boolean broken;

  /**
   * @param ended whether what may still come costs nothing more
   */
  PassedBody(Source from, Receiver to, long mostBytes, BooleanSupplier ended) {
    super(from);
    this.to = to;
    this.left = mostBytes;
    this.ended = ended;
  }

  @Override
  public long read(Buffer sink, long count) throws IOException {
    if (gone && !ended.getAsBoolean()) {
      throw new ClientGone();
    }
    var next = new Buffer();
    long read = readNext(next, Math.min(count, AT_ONCE));
    if (read < 0) {
      complete = true;
      return read;
    }
    left -= read;
    if (left < 0) {
      throw new UnreadableAnswer("the answer is larger than allowed");
    }
    var bytes = next.readByteArray();
    pass(bytes);
    sink.write(bytes);
    return read;
  }

  private long readNext(Buffer next, long count) throws IOException {
    try {
      return super.read(next, count);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  /** These bytes are still measured: the last of them may say what was used. */
  private void pass(byte[] bytes) {
    try {
      if (!gone) {
        to.bytes(bytes);
      }
    } catch (IOException e) {
      gone = true;
    }
  }

  /** Hands on what nobody measured; false when not all could be. */
  boolean drained() {
    try {
      for (var ignored = new Buffer(); !complete && !broken; ignored.clear()) {
        read(ignored, AT_ONCE);
      }
    } catch (IOException | UnreadableAnswer e) {
      return false;
    }
    return complete && !gone;
  }

  /** The connection to the provider broke, and all that came before it was handed on. */
  boolean broke() {
    return broken && !gone;
  }

  /** Who asked does not take the answer any more. */
  static final class ClientGone extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
