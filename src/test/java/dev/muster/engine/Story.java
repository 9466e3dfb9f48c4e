package dev.muster.engine;

import dev.muster.approval.Approval;
import dev.muster.approval.FormRefused;
import dev.muster.approval.Kind;
import dev.muster.engine.Trial.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/**
 * What people do in one deployment, question by question. A question that the story does not expect
 * is answered yes when it may pass, and is an error otherwise.
 */
final class Story {
  /** One expected question and what happens to it. */
  private record Step(Kind kind, String gate, Consumer<Trial> before, Answer answer) {}

  private final World world;
  private final Trial trial;
  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<String> refusals = new ArrayList<>();
  private ProcessInstance root;
  private Trial.Rest rest;

  Story(World world, String changes) {
    this.world = world;
    this.trial = Trial.prepared(world, changes);
  }

  /** The next question that is not simply answered yes. */
  Story asked(Kind kind, String gate, String user, String decision) {
    return asked(kind, gate, t -> {}, user, decision);
  }

  /**
   * @param before happens between asking and answering
   */
  Story asked(Kind kind, String gate, Consumer<Trial> before, String user, String decision) {
    steps.add(new Step(kind, gate, before, new Answer(user, decision)));
    return this;
  }

  /** Tells it to the end. */
  Story tell() {
    return tell(null, null);
  }

  /** Tells it with something in a topic's place. */
  Story tell(String topic, World.Instead instead) {
    if (topic == null) {
      trial.start();
    } else {
      trial.startWith(topic, instead);
    }
    root = trial.root();
    rest = trial.rest(this::answer);
    if (!steps.isEmpty()) {
      throw new AssertionError(
          "never asked: " + steps + " of " + trial.asked() + ", it rests at " + rest);
    }
    return this;
  }

  private Answer answer(Approval question) {
    var next = steps.peek();
    if (next == null || next.kind() != question.kind() || !next.gate().equals(question.gate())) {
      return usual(question, next);
    }
    steps.poll();
    next.before().accept(trial);
    try {
      trial.answer(question, next.answer());
      return new Answer(null, null);
    } catch (FormRefused e) {
      refusals.add(e.getMessage());
      return new Answer(null, null);
    }
  }

  private static Answer usual(Approval question, Step next) {
    if (question.kind() == Kind.APPROVE_GATE || question.kind() == Kind.PROVIDE_CREDENTIALS) {
      return Trial.yes(question);
    }
    throw new AssertionError(
        question.name() + " (" + question.summary() + ") was asked, expected was " + next);
  }

  Trial trial() {
    return trial;
  }

  World world() {
    return world;
  }

  ProcessInstance root() {
    return root;
  }

  Trial.Rest end() {
    return rest;
  }

  List<String> refusals() {
    return refusals;
  }
}
