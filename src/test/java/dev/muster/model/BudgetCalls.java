package dev.muster.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.ledger.TestLedger;
import dev.muster.model.ForwardedCalls.Forward;
import dev.muster.model.ForwardedCalls.Receiver;
import dev.muster.model.PaidCalls.PaidCall;
import dev.muster.plan.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same conversation, turn by turn: as Muster asks it, and as somebody's CLI does. */
final class BudgetCalls {
  /** Has a budget of its own. */
  static final String LIMITED = "worker";

  /** Has the deployment's only. */
  static final String UNLIMITED = "clerk";

  /** Takes an answer and keeps nothing of it. */
  static final Receiver NOBODY =
      new Receiver() {
        @Override
        public void head(int status, Map<String, List<String>> headers) {}

        @Override
        public void bytes(byte[] bytes) {}
      };

  private static final String ASKED = "Count on.\n[muster role=worker task=count]";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int INPUT = 200;
  private static final int OUTPUT = 100;
  private final String deployment;
  private final Model model;

  BudgetCalls(String deployment, String models) {
    this.deployment = deployment;
    model = TestModels.sonnet(models);
  }

  static String budget(String deployment, String agent) {
    return deployment + "/wave-1/" + agent;
  }

  PaidCall paid(String agent, String run, int number) {
    var said = new ArrayList<Message>(List.of(new Message.User(ASKED)));
    for (int i = 1; i < number; i++) {
      said.add(new Message.Assistant("Counted.", List.of(), null));
      said.add(new Message.User("Go on."));
    }
    return new PaidCall(
        run + "-" + number,
        deployment,
        "turn",
        run,
        budget(deployment, agent) + "/" + run,
        agent,
        "mix",
        TestLedger.PRICE,
        INPUT,
        new ChatRequest(model, "Be brief.", said, List.of(), OUTPUT, LIMIT));
  }

  Forward forward(String agent, String run, int number) {
    return new Forward(
        "gw-" + run + "-" + number,
        deployment,
        "turn",
        run,
        budget(deployment, agent) + "/" + run,
        agent,
        "mix",
        model,
        TestLedger.PRICE,
        INPUT,
        OUTPUT,
        true,
        body(number),
        Map.of(),
        LIMIT,
        true);
  }

  private static ObjectNode body(int number) {
    var body = TestModels.JSON.createObjectNode().put("model", "any").put("max_tokens", 5000);
    var said = body.putArray("messages");
    said.addObject().put("role", "user").put("content", ASKED);
    for (int i = 1; i < number; i++) {
      said.addObject().put("role", "assistant").put("content", "Counted.");
      said.addObject().put("role", "user").put("content", "Go on.");
    }
    return body;
  }
}
