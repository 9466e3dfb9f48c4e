package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.model.ForwardedCalls.Ending;
import dev.muster.model.ForwardedCalls.Forward;
import dev.muster.model.ForwardedCalls.Passing;
import dev.muster.model.ForwardedCalls.Receiver;
import dev.muster.model.PaidCalls.PaidCall;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import okhttp3.Call;

/** A forwarded call, from the reservation to the settlement. */
final class Forwarding implements Passing {
  private final Forward call;
  private final Receiver to;
  private final PaidCall paid;
  private final ObjectNode body;
  private final Consumer<PaidCall> unsent;
  private final CompletableFuture<Ending> settled = new CompletableFuture<>();
  private Call onTheWire;
  private Passage passage;
  private boolean cancelled;

  /**
   * @param unsent told when a call is cancelled that may still wait for its place
   */
  Forwarding(Forward call, Receiver to, PaidCall paid, ObjectNode body, Consumer<PaidCall> unsent) {
    this.call = call;
    this.to = to;
    this.paid = paid;
    this.body = body;
    this.unsent = unsent;
  }

  Forward call() {
    return call;
  }

  Receiver to() {
    return to;
  }

  PaidCall paid() {
    return paid;
  }

  /** As it will be sent. */
  ObjectNode body() {
    return body;
  }

  /** Sends, unless it was cancelled meanwhile: then false, and nothing was sent. */
  synchronized boolean send(Call http, Passage with) {
    if (cancelled) {
      return false;
    }
    onTheWire = http;
    passage = with;
    http.enqueue(with);
    return true;
  }

  /** Whether anything may have left. */
  synchronized boolean sent() {
    return onTheWire != null;
  }

  @Override
  public synchronized void cancel(String why) {
    cancelled = true;
    if (onTheWire != null) {
      passage.cancel(why);
      onTheWire.cancel();
    } else {
      unsent.accept(paid);
    }
  }

  @Override
  public CompletionStage<Ending> settled() {
    return settled.minimalCompletionStage();
  }

  void ended(Ending end) {
    settled.complete(end);
  }

  /** Nothing was reserved. */
  void failed(Throwable why) {
    settled.complete(new Ending(false, why));
  }
}
