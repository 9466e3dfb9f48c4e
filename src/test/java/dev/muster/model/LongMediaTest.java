package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document's pages cost by their number: a few kilobytes may be a hundred thousand tokens. */
class LongMediaTest {
  private static final int WINDOW = 200_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'x'}}",
        "{'type':'tool_result','content':[{'source':{'media_type':'application/pdf'}}]}",
        "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,x'}}",
        "{'type':'input_audio','input_audio':{'data':'x','format':'wav'}}",
        "{'type':'video_url','video_url':{'url':'data:video/mp4;base64,x'}}",
        "{'inlineData':{'mimeType':'video/mp4','data':'x'}}",
        "{'inline_data':{'mime_type':'audio/wav','data':'x'}}",
        "{'functionResponse':{'parts':[{'inlineData':{'mimeType':'application/pdf'}}]}}"
      })
  void the_models_whole_window_is_reserved_for_it(String part) throws IOException {
    assertThat(reserved(part)).isEqualTo(WINDOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'text','text':'a film at https://example.org/a.mp4'}",
        "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'x'}}",
        "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'x'}}",
        "{'type':'image_url','image_url':{'url':'data:image/png;base64,x'}}",
        "{'inlineData':{'mimeType':'image/jpeg','data':'x'}}",
        "{'type':'tool_use','input':{'video':'a.mp4','file_data':'x'}}",
        "{'functionCall':{'name':'f','args':{'mimeType':'application/json'}}}",
        "{'functionResponse':{'name':'f','response':{'mimeType':'application/pdf'}}}"
      })
  void texts_and_pictures_are_reserved_by_what_is_declared_and_sent(String part)
      throws IOException {
    assertThat(reserved(part)).isBetween(1000L, 2000L);
  }

  private static long reserved(String part) throws IOException {
    var text = "{'messages':[{'role':'user','content':[" + part + "]}]}";
    var body = new ObjectMapper().readTree(text.replace('\'', '"'));
    return InputLimit.of(body, text.length()).reserved(1000, WINDOW);
  }
}
