package dev.muster.plan;

/** Every file that the plan names is there, is text where text is needed, and is confined. */
final class FileRule implements PlanRule {
  private static final String FILE = "[^\\s]+\\.(md|txt)";

  /** Whether a prompt or rubric is the name of a file and not the text itself. */
  static boolean isFile(String value) {
    return value.matches(FILE);
  }

  @Override
  public void check(Draft draft) {
    draft.agents().forEach((name, agent) -> text(draft, agent, "agents." + name, "prompt"));
    draft.tasks().forEach((name, task) -> task(draft, "tasks." + name, task));
    folder(draft, draft.plan().at("operation"), "operation", "cassettes");
  }

  private static void task(Draft draft, String path, PlanNode task) {
    text(draft, task, path, "prompt");
    text(draft, task, path, "rubric");
    for (var step : task.at("steps").items()) {
      text(draft, step, path + ".steps", "prompt");
    }
    folder(draft, task, path, "template");
    if (task.at("seed").text().isPresent()) {
      draft.files().text(task.at("seed"), path + ".seed");
    }
    for (var check : task.at("checks").entries().entrySet()) {
      var label = path + ".checks." + check.getKey();
      folder(draft, check.getValue(), label, "files");
      apart(draft, label, check.getValue().at("files"), task.at("template"));
    }
  }

  private static void text(Draft draft, PlanNode owner, String path, String key) {
    if (owner.at(key).text().filter(FileRule::isFile).isPresent()) {
      draft.files().text(owner.at(key), path + "." + key);
    }
  }

  private static void folder(Draft draft, PlanNode owner, String path, String key) {
    if (owner.at(key).text().isPresent()) {
      draft.files().folder(owner.at(key), path + "." + key);
    }
  }

  private static void apart(Draft draft, String label, PlanNode files, PlanNode template) {
    var check = files.text().map(FileRule::asFolder).orElse("");
    var copied = template.text().map(FileRule::asFolder).orElse("");
    if (!check.isEmpty()
        && !copied.isEmpty()
        && (check.startsWith(copied) || copied.startsWith(check))) {
      draft
          .problems()
          .add(
              files.where(),
              label + ".files overlaps the task's template",
              "the agent would see its own acceptance check",
              "keep the check's files in a folder of their own");
    }
  }

  private static String asFolder(String path) {
    return path.replaceAll("/+$", "") + "/";
  }
}
