package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as somebody left them around our member: nothing of theirs goes with it. */
class MemberEditTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ // c\\n 'x': 1 }|{ // c\\n  }",
        "{ // c\\n 'x': 1, 'y': 2 }|{ // c\\n  'y': 2 }",
        "{ 'a': 1, // c\\n 'x': 1, 'y': 2 }|{ 'a': 1, // c\\n  'y': 2 }",
        "{ 'a': 1, // c\\n 'x': 1 }|{ 'a': 1 // c\\n  }",
        "{ 'a': 1, // c\\n 'x': 1\\n}|{ 'a': 1 // c\\n}",
        "{ 'a': '// no', 'x': 1 }|{ 'a': '// no' }",
        "{ 'a': 1, /* // no */ 'x': 1 }|{ 'a': 1 /* // no */ }",
        "{ 'x': 1 /* c */, 'y': 2 }|{ /* c */ 'y': 2 }",
        "{ 'x': 1 // c\\n , 'y': 2 }|{ // c\\n  'y': 2 }",
        "{ 'a': 1 /* c */ , 'x': 1 }|{ 'a': 1 /* c */  }",
        "{ 'a': 1, 'x': 1, }|{ 'a': 1, }",
        "{'x':1}|{}",
        "{'x':[1,{'x':2}],'y':2}|{'y':2}",
      })
  void removing_leaves_all_the_rest(String before, String after) {
    String text = plain(before);
    Spans.ObjectSpan object = new Spans(text).object(0);
    String rest = MemberEdit.remove(text, object, object.member("x").orElseThrow());
    assertThat(rest).isEqualTo(plain(after));
    JsonText.read(rest.getBytes(UTF_8), Dialect.COMMENTS_AND_TRAILING_COMMAS);
  }

  private static String plain(String text) {
    return text.replace('\'', '"').replace("\\n", "\n");
  }
}
