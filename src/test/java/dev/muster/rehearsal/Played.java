package dev.muster.rehearsal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Cassettes that the tests play. */
final class Played {
  static final String WEATHER =
      """
      messages:
        - text: I look at the weather first.
          tools:
            - name: web__get
              arguments: {url: "https://weather.example/basel", days: 2, units: [metric]}
            - name: filesystem__list_directory
        - text: "In Basel it is 15 degrees."
      """;
  static final String JUDGE =
      """
      messages:
        - text: '{"score": 8.5, "reasons": "complete"}'
      """;

  private Played() {}

  static Map<String, byte[]> files() {
    return Map.of(
        "reporter.weather.yaml", bytes(WEATHER),
        "judge.weather.yaml", bytes(JUDGE),
        "README.md", bytes("not a cassette"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
