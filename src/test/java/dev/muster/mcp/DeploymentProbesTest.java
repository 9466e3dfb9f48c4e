package dev.muster.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.muster.client.Clients;
import dev.muster.client.Withdrawals;
import dev.muster.plan.Binding;
import dev.muster.plan.TestPlans;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DeploymentProbesTest {
  private final String dep = "d-" + UUID.randomUUID().toString().substring(0, 8);
  private final ToolLocks locks = McpFixture.locks();
  private final CyclicBarrier together = new CyclicBarrier(2);
  private final Set<String> probed = ConcurrentHashMap.newKeySet();

  /** Each waits for the other one: one after the other, neither is ever probed. */
  @Test
  @Timeout(60)
  void servers_are_probed_side_by_side(@TempDir Path folder) {
    var plan = TestPlans.read(TestPlans.file(folder)).plan();
    approved("finance");
    approved("linear");
    var probe = as(Probe.class, (self, method, given) -> probed(method.getName(), given));
    var files =
        as(Withdrawals.class, (self, method, given) -> new Clients.Written(true, folder, null));
    var probes = new DeploymentProbes(probe, files, null, locks);
    probes.probe(dep, plan);
    probes.close();
    assertThat(probed).containsExactlyInAnyOrder("finance", "linear");
  }

  private Object probed(String method, Object[] given) throws Exception {
    if (method.equals("states")) {
      return List.of();
    }
    var binding = (Binding) given[1];
    together.await(10, TimeUnit.SECONDS);
    probed.add(binding.server());
    return new Probe.BindingState(
        dep,
        binding,
        Probe.State.CONNECTED,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        Instant.EPOCH);
  }

  private void approved(String server) {
    var tools = List.of(new McpSessions.Tool("t", "t", JsonNodeFactory.instance.objectNode()));
    locks.approve(dep, server, locks.look(dep, server, tools, "a test").hash(), "eve", "a test");
  }

  private static <T> T as(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
