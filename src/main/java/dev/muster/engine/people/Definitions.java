package dev.muster.engine.people;

import java.util.List;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.stereotype.Component;

/** The definition ids of the instance tree above a task: what an approval names. */
@Component
class Definitions {

  List<String> of(DelegateTask task) {
    var ids = new TreeSet<String>();
    var execution = (ExecutionEntity) task.getExecution();
    while (execution != null) {
      ids.add(execution.getProcessDefinitionId());
      execution = execution.getProcessInstance().getSuperExecution();
    }
    return List.copyOf(ids);
  }
}
