package dev.muster.plan;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as editors read it (1.2), where a date is a text. */
final class EditorsYaml {
  private EditorsYaml() {}

  static Yaml yaml() {
    var dump = new DumperOptions();
    var options = new LoaderOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(dump), dump, options, new NoDates());
  }

  private static final class NoDates extends Resolver {
    @Override
    public void addImplicitResolver(Tag tag, Pattern regexp, String first, int limit) {
      if (!tag.equals(Tag.TIMESTAMP)) {
        super.addImplicitResolver(tag, regexp, first, limit);
      }
    }
  }
}
