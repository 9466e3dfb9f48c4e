package dev.muster.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private SecretsFile file;
  private Secrets secrets;

  @BeforeEach
  void start() {
    file = new SecretsFile(folder.resolve("secrets.env"));
    secrets = new ResolvedSecrets(environment, file);
  }

  @Test
  void aPlaceWinsOverTheEnvironmentAndThatOverTheFile() {
    file.store("MUSTER_DATA", "from-file");
    assertThat(secrets.find("MUSTER_DATA")).contains("from-file");
    environment.put("MUSTER_DATA", "from-environment");
    assertThat(secrets.find("MUSTER_DATA")).contains("from-environment");
    secrets.define("MUSTER_DATA", "from-node");
    assertThat(secrets.find("MUSTER_DATA")).contains("from-node");
  }

  @Test
  void resolvesEachReferenceOnceAndLeavesTheRest() {
    environment.put("TOKEN", "a$1\\${OTHER}");
    assertThat(secrets.resolve("Bearer ${TOKEN} $TOKEN ${not a name}"))
        .isEqualTo("Bearer a$1\\${OTHER} $TOKEN ${not a name}");
  }

  @Test
  void anUnsetOrEmptyReferenceIsNamed() {
    environment.put("EMPTY", "");
    environment.put("SET", "x");
    assertThat(secrets.missing("${EMPTY} ${SET} ${GONE} ${GONE}")).containsExactly("EMPTY", "GONE");
    assertThatThrownBy(() -> secrets.resolve("${GONE}"))
        .isInstanceOfSatisfying(SecretMissing.class, e -> assertThat(e.name()).isEqualTo("GONE"))
        .hasMessageContaining("in " + folder.resolve("secrets.env") + " (mode 0600)");
  }

  @Test
  void resolvingPlacesLeavesSecretsAsReferences() {
    environment.put("TOKEN", "secret-value");
    secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:1");
    assertThat(secrets.resolvePlaces("${MUSTER_SITE_URL}/x ${TOKEN}"))
        .isEqualTo("http://127.0.0.1:1/x ${TOKEN}");
  }

  @Test
  void aPasswordOfTheEnvironmentIsNoPlaceWhateverItsName() {
    environment.put("MUSTER_ADMIN_PASSWORD", "admin-password");
    assertThatThrownBy(() -> secrets.resolvePlaces("${MUSTER_ADMIN_PASSWORD}"))
        .isInstanceOf(SecretMissing.class);
    assertThat(secrets.find("MUSTER_ADMIN_PASSWORD")).isPresent();
    assertThat(secrets.redact("it is admin-password")).isEqualTo("it is ${MUSTER_ADMIN_PASSWORD}");
  }

  @Test
  void onlyPlacesCanBeDefined() {
    assertThatThrownBy(() -> secrets.define("TOKEN", "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void redactsWhatWasResolvedTheLongestFirstAndNoPlaces() {
    environment.put("SHORT", "abcd");
    environment.put("LONG", "abcdefgh");
    environment.put("ONE", "1");
    secrets.define("MUSTER_SITE_URL", "http://127.0.0.1:1");
    assertThat(secrets.redact("abcd")).as("never resolved").isEqualTo("abcd");
    secrets.resolve("${SHORT}${LONG}${ONE}${MUSTER_SITE_URL}");
    assertThat(secrets.redact("abcdefgh abcd 1 http://127.0.0.1:1"))
        .isEqualTo("${LONG} ${SHORT} 1 http://127.0.0.1:1");
  }

  @Test
  void redactsAValueThatChangedSinceAndItsEscapedForms() {
    environment.put("TOKEN", "p\"a/s s");
    secrets.resolve("${TOKEN}");
    environment.put("TOKEN", "another");
    secrets.resolve("${TOKEN}");
    assertThat(secrets.redact("p\"a/s s, {\"k\":\"p\\\"a/s s\"}, ?k=p%22a%2Fs+s, another"))
        .isEqualTo("${TOKEN}, {\"k\":\"${TOKEN}\"}, ?k=${TOKEN}, ${TOKEN}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\"a/s&s'<\\>",
        "{\"k\":\"p\\\"a/s&s'<\\\\>\"}",
        "{\"k\":\"p\\\"a\\/s&s'<\\\\>\"}",
        "\"{\\\"k\\\":\\\"p\\\\\\\"a/s&s'<\\\\\\\\>\\\"}\"",
        "?k=p%22a%2Fs%26s%27%3C%5C%3E&x=1",
        "?k=p%22a%2Fs%26s'%3C%5C%3E&x=1",
        "p&quot;a/s&amp;s'&lt;\\&gt;",
        "p&quot;a/s&amp;s&#39;&lt;\\&gt;"
      })
  void redactsAValueInEachFormInWhichProgramsWriteIt(String text) {
    environment.put("TOKEN", "p\"a/s&s'<\\>");
    secrets.resolve("${TOKEN}");
    assertThat(secrets.redact(text)).contains("${TOKEN}").doesNotContain("/s", "%2Fs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u:", "me:", "admin:", "é:"})
  void redactsBase64OfAValueWhateverStandsBeforeIt(String before) {
    environment.put("TOKEN", "secret>>>value???");
    secrets.resolve("${TOKEN}");
    var plain = (before + "secret>>>value???").getBytes(StandardCharsets.UTF_8);
    for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder().withoutPadding())) {
      var encoded = encoder.encodeToString(plain);
      var clean = secrets.redact("Basic " + encoded);
      assertThat(clean).contains("${TOKEN}");
      assertThat(clean.replace("${TOKEN}", "").replace("Basic ", "").length())
          .isLessThan(encoded.length() - 18);
    }
  }

  /**
   * A key file has lines, and a password may have any letter: as Go, Python and .NET write them.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "line 1\\nline \\\"2\\\"\\t& <m\u00fcll>",
        "line 1\\nline \\\"2\\\"\\t\\u0026 \\u003cm\u00fcll\\u003e",
        "line 1\\nline \\\"2\\\"\\t& <m\\u00fcll>",
        "line 1\\nline \\\"2\\\"\\t\\u0026 \\u003Cm\\u00FCll\\u003E"
      })
  void redactsWhatJsonMakesOfLinesAndLetters(String written) {
    environment.put("KEY", "line 1\nline \"2\"\t& <m\u00fcll>");
    secrets.resolve("${KEY}");
    assertThat(secrets.redact("{\"key\": \"" + written + "\"}")).isEqualTo("{\"key\": \"${KEY}\"}");
  }

  @Test
  void redactsHalfAValueWhereATextWasCut() {
    environment.put("TOKEN", "0123456789abcdef");
    secrets.resolve("${TOKEN}");
    assertThat(secrets.redact("it is 0123456789abc")).isEqualTo("it is ${TOKEN}");
    assertThat(secrets.redact("456789abcdef it was")).isEqualTo("${TOKEN} it was");
    assertThat(secrets.redact("456789abcdef, 0123456789ab")).isEqualTo("${TOKEN}, ${TOKEN}");
    assertThat(secrets.redact("from 0123456789 on, 56789abcdef"))
        .isEqualTo("from 0123456789 on, 56789abcdef");
  }

  /** Many texts end with what an address begins with. */
  @Test
  void anAddressDoesNotMakeEachTextThatEndsLikeItASecret() {
    environment.put("HOOK", "https://hooks.example.org/T0");
    secrets.resolve("${HOOK}");
    assertThat(secrets.redact("it begins with https://")).isEqualTo("it begins with https://");
  }

  /** Whoever acts on a text must get it as it was said, unless a whole value stands in it. */
  @Test
  void aTextThatNobodyCutLosesWholeValuesOnly() {
    environment.put("HOOK", "https://hooks.example.org/T0/secret");
    secrets.resolve("${HOOK}");
    assertThat(secrets.redactWhole("curl https://hooks.example.org"))
        .isEqualTo("curl https://hooks.example.org");
    assertThat(secrets.redactWhole("hooks.example.org/T0/secret"))
        .isEqualTo("hooks.example.org/T0/secret");
    assertThat(secrets.redactWhole("curl https://hooks.example.org/T0/secret now"))
        .isEqualTo("curl ${HOOK} now");
  }

  @Test
  void ofATokenThatIsRenewedForEverTheNewestAreKnown() {
    for (int n = 100; n < 200; n++) {
      secrets.remember("token of a", "token-number-" + n);
    }
    assertThat(secrets.redact("token-number-199 token-number-198")).doesNotContain("number");
    assertThat(secrets.redact("token-number-100")).isEqualTo("token-number-100");
  }

  @Test
  void aValueMayStandInAFileThatALineNames() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "abc-123-def\n");
    file.store("TOKEN_FILE", token.toString());

    assertThat(secrets.resolve("Bearer ${TOKEN}")).isEqualTo("Bearer abc-123-def");
    assertThat(secrets.missing("${TOKEN}")).isEmpty();
    assertThat(secrets.namedFiles()).containsExactly(token);
    assertThat(secrets.redact("got abc-123-def")).isEqualTo("got ${TOKEN}");

    Files.writeString(token, "new-value");
    assertThat(secrets.find("TOKEN")).contains("new-value");
    environment.put("TOKEN", "from-environment");
    assertThat(secrets.find("TOKEN")).contains("from-environment");
  }

  @Test
  void whatAFileHoldsIsRedactedFromTheStart() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "never-asked-for\n");
    file.store("TOKEN_FILE", token.toString());
    file.store("GONE_FILE", folder.resolve("none").toString());

    Secrets started = new ResolvedSecrets(environment, file);

    assertThat(started.redact("x never-asked-for")).isEqualTo("x ${TOKEN}");
  }

  @Test
  void aNamedFileThatCannotBeReadIsToldWithItsLine() {
    file.store("TOKEN_FILE", folder.resolve("none").toString());

    assertThatThrownBy(() -> secrets.find("TOKEN"))
        .isInstanceOf(SecretsFileUnusable.class)
        .hasMessageContaining("TOKEN_FILE names " + folder.resolve("none"))
        .hasMessageContaining("mend the line");
    file.store("TOKEN_FILE", "relative/token");
    assertThatThrownBy(() -> secrets.find("TOKEN")).hasMessageContaining("absolute path");
    assertThat(secrets.namedFiles()).isEmpty();
  }
}
