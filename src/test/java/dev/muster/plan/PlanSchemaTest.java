package dev.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanSchemaTest {
  private static final Path FILE = Path.of("docs/plan.schema.json");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Run with -Dmuster.writeSchema=true to write the file anew. */
  @Test
  void the_published_schema_is_the_one_that_the_reader_checks_by() throws IOException {
    var written = JSON.writeValueAsString(PlanSchema.document()) + "\n";
    if (Boolean.getBoolean("muster.writeSchema")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, written);
    }
    assertThat(Files.readString(FILE)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi-model-swarm.yaml", "rehearsal.yaml", "fail-mcp-installation.yaml"})
  void the_shipped_plans_are_valid(String plan) throws IOException {
    assertThat(errors(Files.readString(Path.of("plans", plan)))).isEmpty();
  }

  @Test
  void what_the_reader_refuses_the_schema_refuses() throws IOException {
    var plan = Files.readString(Path.of("plans/multi-model-swarm.yaml"));

    assertThat(errors(plan.replace("billing: metered", "billing: metred"))).isNotEmpty();
    assertThat(errors(plan.replace("\nwaves:", "\nwave:"))).isNotEmpty();
    assertThat(errors(plan.replace("strength: 100", "strenght: 100"))).isNotEmpty();
    assertThat(errors(plan.replace("saving: 70 ", "saving: no "))).isNotEmpty();
    assertThat(errors("extends: a.yaml\nmodells: {}\n")).isNotEmpty();
  }

  @Test
  void every_key_that_the_reader_knows_is_in_the_schema() throws IOException {
    var properties = new TreeSet<String>();
    collect(JSON.readTree(FILE.toFile()), properties);
    var known = new TreeSet<String>();
    keys(PlanShapes.plan(), known);

    assertThat(known).hasSizeGreaterThan(100);
    assertThat(properties).containsExactlyElementsOf(known);
  }

  @Test
  void the_top_level_keys_are_exactly_these() {
    assertThat(PlanShapes.plan().known())
        .containsOnlyKeys(
            "name",
            "extends",
            "models",
            "prices",
            "mcpServers",
            "toolbelt",
            "clients",
            "agents",
            "tasks",
            "routing",
            "waves",
            "gates",
            "baseline",
            "budget",
            "swarmLimits",
            "notify",
            "operation");
  }

  private static void collect(JsonNode node, TreeSet<String> properties) {
    if (node.path("properties").isObject()) {
      node.path("properties").fieldNames().forEachRemaining(properties::add);
    }
    node.forEach(child -> collect(child, properties));
  }

  private static void keys(Shape shape, TreeSet<String> known) {
    if (shape instanceof Shape.Keys map) {
      map.known().forEach((name, key) -> known.add(name));
      map.known().values().forEach(key -> keys(key.shape(), known));
      if (map.named() != null) {
        keys(map.named(), known);
      }
    } else if (shape instanceof Shape.Items items) {
      keys(items.item(), known);
    } else if (shape instanceof Shape.Either either) {
      keys(either.first(), known);
      keys(either.second(), known);
    } else if (shape instanceof Shape.Having having) {
      keys(having.with(), known);
      keys(having.without(), known);
    }
  }

  private static List<Error> errors(String yaml) throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(Files.readString(FILE));
    return schema.validate(
        JSON.writeValueAsString(EditorsYaml.yaml().load(yaml)), InputFormat.JSON);
  }
}
