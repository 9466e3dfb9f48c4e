package dev.muster.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The rehearsal's own data folder: {@code $MUSTER_DATA/rehearsal}. Logins and stand-in tokens are
 * kept in a file of mode 0600, so that an interrupted rehearsal goes on with them.
 *
 * @param kept logins and tokens by name
 */
record RehearsalHome(Path folder, Map<String, String> kept) {
  static final String ADMIN = "MUSTER_ADMIN_PASSWORD";
  static final String APPROVER = "MUSTER_APPROVER_PASSWORD";
  static final String KEY = "MUSTER_REHEARSAL_KEY";
  private static final String FILE = "rehearsal.properties";
  private static final String[] NAMES = {
    ADMIN, APPROVER, KEY, "LINEAR_TOKEN", "SUPABASE_TOKEN", "HF_TOKEN"
  };

  static RehearsalHome prepare() {
    var folder = Home.data().resolve("rehearsal");
    try {
      Files.createDirectories(folder);
      return new RehearsalHome(folder, kept(folder.resolve(FILE)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot use folder " + folder + " (" + e.getMessage() + "): set MUSTER_DATA", e);
    }
  }

  private static Map<String, String> kept(Path file) throws IOException {
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newInputStream(file)) {
        properties.load(in);
      }
    }
    var kept = new LinkedHashMap<String, String>();
    for (var name : NAMES) {
      kept.put(name, properties.getProperty(name, generated()));
    }
    given(kept, ADMIN);
    given(kept, APPROVER);
    write(file, kept);
    return kept;
  }

  private static void given(Map<String, String> kept, String name) {
    var value = System.getenv(name);
    if (value != null && !value.isBlank()) {
      kept.put(name, value);
    }
  }

  private static void write(Path file, Map<String, String> kept) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(file.getParent(), FILE, ".new", owner);
    var properties = new Properties();
    properties.putAll(kept);
    try (var out = Files.newOutputStream(draft, StandardOpenOption.WRITE)) {
      properties.store(out, "logins and tokens of this rehearsal");
    }
    Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String generated() {
    var bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replace('-', 'x');
  }

  /** What the application is started with. */
  Map<String, Object> properties() {
    var properties = new HashMap<String, Object>();
    properties.put("muster.data", folder.toString());
    properties.put("spring.datasource.url", "");
    properties.put("logging.threshold.console", "off");
    properties.put("logging.file.name", folder.resolve("muster.log").toString());
    properties.put("muster.print-logins", "false");
    properties.put("muster.commands", commands());
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
              + folder.resolve(FILE)
              + ": put them into "
              + folder.resolve("secrets.env")
              + " as REHEARSAL_LINEAR_TOKEN, REHEARSAL_SUPABASE_TOKEN, REHEARSAL_HF_TOKEN"
              + " (mode 0600)");
    }
  }
}
