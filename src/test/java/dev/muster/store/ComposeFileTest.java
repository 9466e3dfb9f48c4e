package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Docker itself is not at hand where tests run, so the file is held against its schema. */
class ComposeFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private ObjectNode compose;

  @BeforeEach
  void readTheFile() throws IOException {
    String text = Files.readString(Path.of("docker-compose.yml"));
    compose = JSON.valueToTree(new Yaml().load(text));
  }

  @Test
  void keepsToTheComposeSchema() throws IOException {
    assertThat(errors()).isEmpty();
  }

  @Test
  void theSchemaWouldFindAMistake() throws IOException {
    ((ObjectNode) compose.at("/services/muster/build")).put("dockerfile_inlined", "FROM x");
    ((ObjectNode) compose.at("/services/database")).put("healthchek", "x");
    assertThat(errors())
        .anyMatch(error -> error.toString().contains("dockerfile_inlined"))
        .anyMatch(error -> error.toString().contains("healthchek"));
  }

  @Test
  void everyPasswordIsAskedForAndNoneIsWritten() {
    List<JsonNode> passwords =
        List.of(
            compose.at("/services/database/environment/POSTGRES_PASSWORD"),
            compose.at("/services/muster/environment/SPRING_DATASOURCE_PASSWORD"),
            compose.at("/services/muster/environment/MUSTER_ADMIN_PASSWORD"),
            compose.at("/services/muster/environment/MUSTER_APPROVER_PASSWORD"));
    assertThat(passwords).allMatch(value -> value.asText().matches("\\$\\{[A-Z_]+:\\?[a-z ]+}"));
  }

  @Test
  void bothServicesSayWhenTheyAreWellAndMusterWaitsForTheDatabase() {
    assertThat(compose.at("/services"))
        .allMatch(service -> service.at("/healthcheck/test").size() > 1);
    assertThat(compose.at("/services/muster/depends_on/database/condition").asText())
        .isEqualTo("service_healthy");
  }

  @Test
  void itBringsTheSamePostgresAndOpensNothingBeyondThisMachine() {
    assertThat(compose.at("/services/database/image").asText())
        .isEqualTo("postgres:" + PostgresBinaries.MAJOR);
    assertThat(compose.at("/services/database/ports").isMissingNode()).isTrue();
    assertThat(compose.at("/services/muster/ports"))
        .allMatch(port -> port.asText().startsWith("127.0.0.1:"));
  }

  private List<Error> errors() throws IOException {
    try (InputStream in = ComposeFileTest.class.getResourceAsStream("/compose-spec.json")) {
      Schema schema =
          SchemaRegistry.withDialect(Dialects.getDraft201909()).getSchema(JSON.readTree(in));
      return schema.validate(compose);
    }
  }
}
