package dev.muster.mcp.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/**
 * {@code oauth/<server>-<hash of its address>.json} in the data folder, mode 0600. The address is
 * part of the name: a token never goes to another server that has the same name.
 */
@Component
class LoginFiles {
  static final String FOLDER = "oauth";
  private static final int HASH = 12;
  private static final int SHORTEST = 16;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private final DataFolder data;
  private final Secrets secrets;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  LoginFiles(DataFolder data, Secrets secrets) {
    this.data = data;
    this.secrets = secrets;
  }

  /** Names are checked by the plan; another one must not lead out of the folder all the same. */
  static String key(String server, Addresses addresses) {
    return plain(server)
        + "-"
        + DigestUtils.sha256Hex(addresses.resource().toString()).substring(0, HASH);
  }

  private static String plain(String server) {
    return server.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  Path path(String key) {
    return data.resolve(FOLDER).resolve(key + ".json");
  }

  /** Its tokens are known to redaction from here on. */
  Optional<Login> read(String key) {
    Path file = path(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      refuseExposed(file);
      Login login = json.readValue(Files.readString(file), Login.class);
      remember(login);
      return Optional.of(login);
    } catch (JsonProcessingException e) {
      // Its message would show a part of the file.
      throw new LoginFailed(file + " cannot be read: delete it and log in again");
    } catch (IOException e) {
      throw new LoginFailed(file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static void refuseExposed(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(mode)) {
      throw new LoginFailed(
          file + " is open to others (" + PosixFilePermissions.toString(mode) + "): chmod 600 it");
    }
  }

  void write(String key, Login login) {
    remember(login);
    data.folder(FOLDER);
    try {
      data.file(FOLDER + "/" + key + ".json", json.writeValueAsString(login));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records are plain data", e);
    }
  }

  boolean delete(String key) {
    try {
      return Files.deleteIfExists(path(key));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path(key), e);
    }
  }

  /** The keys of all logins at servers of this name. */
  List<String> keys(String server) {
    if (!Files.isDirectory(data.resolve(FOLDER))) {
      return List.of();
    }
    String name = plain(server) + "-";
    try (Stream<Path> files = Files.list(data.resolve(FOLDER))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(file -> file.endsWith(".json"))
          .map(file -> file.substring(0, file.length() - ".json".length()))
          // Of others nothing is read: what is wrong with their files is not this server's matter.
          .filter(key -> key.length() == name.length() + HASH && key.startsWith(name))
          .filter(key -> read(key).filter(l -> l.asked().server().equals(server)).isPresent())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + data.resolve(FOLDER), e);
    }
  }

  private void remember(Login login) {
    if (login.client() != null) {
      remember("client secret of ", login, login.client().secret());
    }
    if (login.grant() != null) {
      remember("token of ", login, login.grant().accessToken());
      remember("refresh token of ", login, login.grant().refreshToken());
    }
  }

  /** A stranger chose it: a short one, such as APPROVE, would take words out of our own texts. */
  private void remember(String what, Login login, String value) {
    if (value != null && value.length() >= SHORTEST) {
      secrets.remember(what + login.asked().server(), value);
    }
  }

  Path lock(String key) {
    return data.folder(FOLDER).resolve(key + ".lock");
  }

  /** How a person is shown where logins are kept. */
  String shown() {
    return data.resolve(FOLDER).toString();
  }
}
