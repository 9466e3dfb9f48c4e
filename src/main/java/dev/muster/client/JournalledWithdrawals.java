package dev.muster.client;

import dev.muster.client.ClientListing.Answer;
import dev.muster.client.ClientListing.Listed;
import dev.muster.client.Clients.Written;
import dev.muster.client.Withdrawal.State;
import dev.muster.evidence.Evidence;
import dev.muster.journal.Journal;
import dev.muster.journal.Journal.Held;
import dev.muster.journal.Journal.TakenBack;
import dev.muster.journal.ScopeClosed;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.SecretsFileUnusable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Through the journal; a row that is written first says what a file lacks on purpose. */
@Service
class JournalledWithdrawals implements Withdrawals {
  private final Journal journal;
  private final ServerEntries servers;
  private final Denials denials;
  private final Clients clients;
  private final ClientListing listing;
  private final WithdrawalTable table;
  private final Evidence evidence;

  JournalledWithdrawals(
      Journal journal,
      ServerEntries servers,
      Denials denials,
      Clients clients,
      ClientListing listing,
      WithdrawalTable table,
      Evidence evidence) {
    this.journal = journal;
    this.servers = servers;
    this.denials = denials;
    this.clients = clients;
    this.listing = listing;
    this.table = table;
    this.evidence = evidence;
  }

  @Override
  public void takeOut(String scope, Client client, McpServer server) {
    String name = server.name();
    boolean there = ours(scope, name).filter(held -> !LiveEntry.isGone(held, name)).isPresent();
    if (there || table.find(scope, name).isPresent()) {
      keepOut(scope, client, server);
    }
  }

  @Override
  public void keepOut(String scope, Client client, McpServer server) {
    keepOut(scope, server.name(), () -> file(client));
  }

  @Override
  public void again(Withdrawal left) {
    keepOut(left.scope(), left.server(), left::file);
  }

  private void keepOut(String scope, String name, Supplier<String> otherwise) {
    Optional<Withdrawal> before = table.find(scope, name);
    boolean told = before.filter(out -> out.state() == State.STILL_THERE).isPresent();
    Optional<Held> ours = ours(scope, name);
    String file = ours.map(held -> held.file().toString()).orElseGet(otherwise);
    List<TakenBack> done = List.of();
    String fault;
    try {
      String kept = ours.flatMap(held -> LiveEntry.changed(held, name)).orElse(null);
      // Before the file: whoever dies in between finds what there is to write back.
      State known = told ? State.STILL_THERE : State.OUT;
      table.put(scope, name, file, known, told ? before.get().note() : null, kept);
      done = journal.takeOut(scope, JsonMemberCutter.entry(name));
      fault = LiveEntry.left(file, name, done).orElse(null);
    } catch (RuntimeException e) {
      fault = byHand(e, name);
    }
    table.put(scope, name, file, fault == null ? State.OUT : State.STILL_THERE, fault, null);
    boolean news = fault == null ? !done.isEmpty() : !told;
    if (news) {
      tell(scope, "server-taken-out", name, file, fault);
    }
  }

  private static String byHand(RuntimeException e, String name) {
    return e.getMessage() + ". Take server " + name + " out by hand";
  }

  /** What this scope wrote and did not take back, newest first. */
  private Optional<Held> ours(String scope, String server) {
    return journal.held(scope).stream()
        .filter(held -> held.cutter().equals(JsonMemberCutter.KIND))
        .filter(held -> held.entries().contains(JsonMemberCutter.entry(server)))
        .findFirst();
  }

  private String file(Client client) {
    try {
      return servers.file(client).toString();
    } catch (SecretMissing | SecretsFileUnusable e) {
      return client.name() + "'s file";
    }
  }

  @Override
  public void putBack(String scope, Client client, McpServer server) {
    String name = server.name();
    Optional<Withdrawal> out = table.find(scope, name);
    if (out.isEmpty()) {
      return;
    }
    try {
      denials.bind(scope, client, server);
      servers.putBack(scope, client, server, table.kept(scope, name).orElse(null));
      table.remove(scope, name);
      tell(scope, "server-put-back", name, out.get().file(), null);
    } catch (ScopeClosed over) {
      table.remove(scope, name);
    } catch (WriteFailed | SecretMissing | SecretsFileUnusable e) {
      table.put(scope, name, out.get().file(), State.NOT_BACK, e.getMessage(), null);
      tell(scope, "server-put-back", name, out.get().file(), e.getMessage());
    }
  }

  private void tell(String scope, String kind, String server, String file, String fault) {
    Map<String, Object> told = new LinkedHashMap<>(Map.of("scope", scope, "file", file));
    if (fault != null) {
      told.put("fault", fault);
    }
    evidence.append(scope.substring(0, scope.indexOf('/')), kind, server, told);
  }

  @Override
  public List<Withdrawal> of(String deploymentId) {
    List<Withdrawal> all = new ArrayList<>(table.below(deploymentId));
    all.removeIf(
        out -> {
          boolean over = journal.closed(out.scope());
          if (over) {
            table.remove(out.scope(), out.server());
          }
          return over;
        });
    return all.stream().map(LiveWithdrawal::of).toList();
  }

  @Override
  public boolean retry(String deploymentId, String server) {
    List<Withdrawal> again =
        of(deploymentId).stream()
            .filter(w -> w.server().equals(server) && w.state() == State.NOT_BACK)
            .toList();
    again.forEach(w -> table.put(w.scope(), server, w.file(), State.OUT, null, null));
    return !again.isEmpty();
  }

  @Override
  public Written check(String deploymentId, Client client, McpServer server) {
    Optional<Withdrawal> out = of(deploymentId, client.name(), server.name());
    if (out.isEmpty() || out.get().state() == State.STILL_THERE) {
      return clients.check(client, server);
    }
    boolean onPurpose = out.get().state() == State.OUT;
    return new Written(onPurpose, servers.file(client), out.get().told());
  }

  @Override
  public Listed ask(String deploymentId, Client client, List<McpServer> all, McpServer server) {
    return of(deploymentId, client.name(), server.name())
        .filter(out -> out.state() != State.STILL_THERE)
        .map(out -> new Listed(Answer.NOT_ASKED, out.told(), Duration.ZERO))
        .orElseGet(() -> listing.ask(client, all, server.name()));
  }
}
