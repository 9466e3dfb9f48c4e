package dev.muster.engine.work;

import dev.muster.deployment.Phases;
import dev.muster.engine.pump.Dispatcher;
import dev.muster.engine.pump.WorkPool;
import dev.muster.engine.pump.Worker;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes a scope back once every cancelled call of its tree has landed. */
@Configuration
class TakeBackWorker {
  private static final long PATIENCE_SECONDS = 30;

  @Bean
  Worker takeBack(WorkPool pool, Phases phases, Dispatcher dispatcher) {
    return new Worker(
        "take-back",
        item ->
            dispatcher
                .quiet(item.rootId())
                .toCompletableFuture()
                .copy()
                // A call that never lands may not stop a take-back: its late write is refused.
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .thenCompose(
                    quiet ->
                        pool.call(
                            () -> {
                              phases.takeBack(item.text("scope"));
                              return Map.<String, Object>of();
                            })));
  }
}
