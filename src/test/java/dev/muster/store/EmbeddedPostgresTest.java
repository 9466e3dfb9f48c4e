package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

  @Test
  void answersAsTheVersionThatTheFolderIsNamedAfter() {
    String version = TestDatabase.jdbc().sql("show server_version").query(String.class).single();
    assertThat(version).startsWith(PostgresBinaries.MAJOR + ".");
  }
}
