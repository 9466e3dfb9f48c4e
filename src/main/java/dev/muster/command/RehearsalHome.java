package dev.muster.command;

import dev.muster.store.DataFolderLock;
import dev.muster.store.EmbeddedPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rehearsal's own data folder: {@code $MUSTER_DATA/rehearsal}. Logins and stand-in tokens are
 * kept in a file of mode 0600, so that an interrupted rehearsal goes on with them.
 *
 * @param lock held before anything is read or written here
 * @param kept logins and tokens by name
 * @param ignored variables of the environment that come too late
 */
record RehearsalHome(DataFolderLock lock, Map<String, String> kept, List<String> ignored) {
  static final String ADMIN = "MUSTER_ADMIN_PASSWORD";
  static final String APPROVER = "MUSTER_APPROVER_PASSWORD";
  static final String KEY = "MUSTER_REHEARSAL_KEY";
  private static final String SPOILED = "MUSTER_REHEARSAL_FAIL";
  private static final String FILE = "rehearsal.properties";
  private static final List<String> LOGINS = List.of(ADMIN, APPROVER);
  private static final List<String> GENERATED =
      List.of(ADMIN, APPROVER, KEY, "LINEAR_TOKEN", "SUPABASE_TOKEN", "HF_TOKEN");

  static Path place() {
    return Home.data().resolve("rehearsal");
  }

  /**
   * Passwords are set when users are made: once the folder has a database, what was kept counts and
   * not what the environment says now.
   */
  static RehearsalHome in(DataFolderLock lock, Map<String, String> environment) {
    var file = new KeptFile(lock.folder().resolve(FILE));
    var before = file.read();
    var begun = EmbeddedPostgres.isIn(lock.folder());
    var kept = new TreeMap<>(before);
    var ignored = new ArrayList<String>();
    for (var name : LOGINS) {
      var given = environment.getOrDefault(name, "");
      if (!given.isBlank() && !(begun && before.containsKey(name))) {
        kept.put(name, given);
      } else if (!given.isBlank() && !given.equals(before.get(name))) {
        ignored.add(name);
      }
    }
    GENERATED.forEach(name -> kept.computeIfAbsent(name, any -> generated()));
    file.write(kept);
    return new RehearsalHome(lock, kept, ignored);
  }

  private static String generated() {
    var bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replace('-', 'x');
  }

  Path folder() {
    return lock.folder().root();
  }

  Path file() {
    return folder().resolve(FILE);
  }

  /** The gate that a new rehearsal is to fail at, or null: resuming has to spoil the same. */
  void spoiledBy(String gate) {
    var values = new KeptFile(file()).read();
    if (gate == null) {
      values.remove(SPOILED);
    } else {
      values.put(SPOILED, gate);
    }
    new KeptFile(file()).write(values);
  }

  String spoiledBy() {
    return new KeptFile(file()).read().get(SPOILED);
  }

  /** What the application is started with. */
  Map<String, Object> properties() {
    var properties = new HashMap<String, Object>();
    properties.put("spring.datasource.url", "");
    properties.put("muster.print-logins", "false");
    // What is rehearsed is no agent's work: nobody's collector is told of it.
    properties.put("management.tracing.enabled", "false");
    properties.put("muster.commands", commands());
    // The secrets of the real Muster lie beside this folder.
    properties.put("muster.hidden", Home.data());
    properties.put(ADMIN, kept.get(ADMIN));
    properties.put(APPROVER, kept.get(APPROVER));
    return properties;
  }

  /**
   * What agents do here stands in cassettes, and the secrets are made up: where the machine cannot
   * confine their commands, they run all the same, with a warning.
   */
  private static String commands() {
    var given = System.getenv("MUSTER_COMMANDS");
    return given == null || given.isBlank() ? "enclosed-if-possible" : given;
  }

  /** Says where people go. */
  void greet(String url, String deployment, boolean approve) {
    System.out.println("Rehearsal " + deployment + " at " + url + "/deployments/" + deployment);
    System.out.println("Tasklist  " + url + "/camunda/app/tasklist/default/");
    System.out.println("Logins    approver " + kept.get(APPROVER) + " , admin " + kept.get(ADMIN));
    if (!approve) {
      System.out.println(
          "Stand-in tokens for \"Provide credentials\" are in "
              + file()
              + ": put them into "
              + folder().resolve("secrets.env")
              + " as REHEARSAL_LINEAR_TOKEN, REHEARSAL_SUPABASE_TOKEN, REHEARSAL_HF_TOKEN"
              + " (mode 0600)");
    }
  }

  /** What the environment says in vain. */
  void tellIgnored() {
    if (!ignored.isEmpty()) {
      System.out.println(
          String.join(", ", ignored)
              + " ignored: this rehearsal keeps the logins of its first start, in "
              + file());
    }
    if (System.getenv("SPRING_DATASOURCE_URL") != null) {
      System.out.println("SPRING_DATASOURCE_URL is ignored: a rehearsal has its own database");
    }
  }
}
