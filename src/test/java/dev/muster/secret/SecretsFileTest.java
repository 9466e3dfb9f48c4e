package dev.muster.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsFileTest {
  @TempDir Path folder;
  private Path file;
  private SecretsFile secrets;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("secrets.env");
    secrets = new SecretsFile(file);
  }

  @Test
  void readsKeysAndLeavesCommentsAndEmptyLinesOut() throws IOException {
    write("# comment\n\nONE=1\n TWO = two words # kept\nTHREE=\"a=b\"\nFOUR='x'\nFIVE=\n");
    assertThat(secrets.find("ONE")).contains("1");
    assertThat(secrets.find("TWO")).contains("two words # kept");
    assertThat(secrets.find("THREE")).contains("a=b");
    assertThat(secrets.find("FOUR")).contains("x");
    assertThat(secrets.find("FIVE")).contains("");
    assertThat(secrets.find("SIX")).isEmpty();
  }

  @Test
  void isReadAnewAtEachUse() throws IOException {
    assertThat(secrets.find("TOKEN")).isEmpty();
    write("TOKEN=first\n");
    assertThat(secrets.find("TOKEN")).contains("first");
    write("TOKEN=second\n");
    assertThat(secrets.find("TOKEN")).contains("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxr-xr-x", "rwx------"})
  void isRefusedWhenItsModeIsWiderThanItsOwnersReadAndWrite(String mode) throws IOException {
    write("TOKEN=value-of-the-token\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> secrets.find("TOKEN"))
        .isInstanceOf(SecretsFileExposed.class)
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageNotContaining("value-of-the-token")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(secrets::check).isInstanceOf(SecretsFileUnusable.class);
    assertThatThrownBy(() -> secrets.store("TOKEN", "other"))
        .isInstanceOf(SecretsFileExposed.class);
    assertThat(file).hasContent("TOKEN=value-of-the-token");
  }

  @Test
  void aReadOnlyFileIsFine() throws IOException {
    write("TOKEN=value\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(secrets.find("TOKEN")).contains("value");
  }

  @Test
  void aLineThatIsNoPairIsNamedByItsNumberOnly() throws IOException {
    write("ONE=1\nsk-secret-without-key\n");
    assertThatThrownBy(() -> secrets.find("ONE"))
        .isInstanceOf(SecretsFileMalformed.class)
        .hasMessageContaining(file + ":2:")
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void storesForTheOwnerOnlyAndKeepsTheOtherLines() throws IOException {
    secrets.store("FIRST", "one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    write("# mine\nKEPT=yes\nFIRST=one\n");
    secrets.store("FIRST", "two");
    assertThat(file).hasContent("# mine\nKEPT=yes\nFIRST=two");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", " spaces ", "\"quoted\"", "'single'", "a=b#c", "ü$\\{x}", "\""})
  void whatIsStoredIsWhatIsRead(String value) {
    secrets.store("TOKEN", value);
    assertThat(secrets.find("TOKEN")).contains(value);
  }

  @Test
  void aValueOfSeveralLinesIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> secrets.store("TOKEN", "hidden\nOTHER=x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> secrets.store("NO NAME", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }

  private void write(String content) throws IOException {
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
