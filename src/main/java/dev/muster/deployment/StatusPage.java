package dev.muster.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The Markdown inside a page of its own that needs nothing from anywhere. */
final class StatusPage {
  private static final List<Extension> TABLES = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(TABLES).escapeHtml(true).sanitizeUrls(true).build();
  private static final String TEMPLATE = template();

  private StatusPage() {}

  static String of(Status status, String markdown) {
    var body = RENDERER.render(PARSER.parse(markdown));
    var title = escaped(status.name() + ": " + status.status());
    // The body last: what it says is never taken for a placeholder.
    var at = TEMPLATE.indexOf("{{body}}");
    return TEMPLATE.substring(0, at).replace("{{title}}", title)
        + body
        + TEMPLATE.substring(at + "{{body}}".length());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String template() {
    try (var in = StatusPage.class.getResourceAsStream("status-page.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the report's page template cannot be read", e);
    }
  }
}
