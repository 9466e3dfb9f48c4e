package dev.muster.engine.setup;

import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.RuntimeServiceImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.runtime.ProcessInstanceWithVariables;
import org.camunda.bpm.engine.runtime.ProcessInstantiationBuilder;

/** The runtime service of the house: processes begin at their beginning. */
final class GuardedStarts extends RuntimeServiceImpl {

  @Override
  public ProcessInstantiationBuilder createProcessInstanceById(String id) {
    return new FromTheStart(commandExecutor, id, null);
  }

  @Override
  public ProcessInstantiationBuilder createProcessInstanceByKey(String key) {
    return new FromTheStart(commandExecutor, null, key);
  }

  /** Refuses start instructions, which would walk around gates; administrators mend with them. */
  private static final class FromTheStart extends ProcessInstantiationBuilderImpl {
    FromTheStart(CommandExecutor executor, String id, String key) {
      super(executor);
      this.processDefinitionId = id;
      this.processDefinitionKey = key;
    }

    @Override
    public ProcessInstanceWithVariables executeWithVariablesInReturn(
        boolean skipListeners, boolean skipMappings) {
      var elsewhere = !getModificationBuilder().getModificationOperations().isEmpty();
      if (elsewhere && !commandExecutor.execute(context -> Administrators.asks())) {
        throw new StartRefused("start instructions are for administrators");
      }
      return super.executeWithVariablesInReturn(skipListeners, skipMappings);
    }
  }
}
