package dev.muster.gateway;

import dev.muster.gateway.Gateway.Access;
import java.net.URI;
import java.util.List;

/** The same small answer in each protocol, whole and as a stream of three pieces. */
public enum Spoken {
  ANTHROPIC(
      "sonnet",
      "{'id':'m1','type':'message','role':'assistant','model':'claude-sonnet-5','content':"
          + "[{'type':'text','text':'Hello'}],'stop_reason':'end_turn',"
          + "'usage':{'input_tokens':1000,'output_tokens':100}}",
      List.of(
          "{'type':'message_start','message':{'id':'m1','type':'message','role':'assistant',"
              + "'model':'claude-sonnet-5','content':[],"
              + "'usage':{'input_tokens':1000,'output_tokens':1}}}",
          "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}"),
      "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hello'}}",
      List.of(
          "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
              + "'usage':{'output_tokens':100}}",
          "{'type':'message_stop'}")),
  OPENAI(
      "coder",
      "{'model':'qwen3-coder-plus','choices':[{'index':0,'message':{'role':'assistant',"
          + "'content':'Hello'},'finish_reason':'stop'}],"
          + "'usage':{'prompt_tokens':1000,'completion_tokens':100}}",
      List.of(
          "{'model':'qwen3-coder-plus','choices':[{'index':0,"
              + "'delta':{'role':'assistant','content':''}}]}"),
      "{'model':'qwen3-coder-plus','choices':[{'index':0,'delta':{'content':'Hello'}}]}",
      List.of(
          "{'model':'qwen3-coder-plus','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
          "{'model':'qwen3-coder-plus','choices':[],"
              + "'usage':{'prompt_tokens':1000,'completion_tokens':100}}")),
  GEMINI(
      "flash",
      "{'candidates':[{'content':{'role':'model','parts':[{'text':'Hello'}]},"
          + "'finishReason':'STOP'}],'modelVersion':'gemini-3.8-flash','usageMetadata':"
          + "{'promptTokenCount':1000,'candidatesTokenCount':100,'totalTokenCount':1100}}",
      List.of(
          "{'candidates':[{'content':{'role':'model','parts':[{'text':'I '}]}}],"
              + "'modelVersion':'gemini-3.8-flash','usageMetadata':"
              + "{'promptTokenCount':1000,'candidatesTokenCount':1,'totalTokenCount':1001}}"),
      "{'candidates':[{'content':{'role':'model','parts':[{'text':'Hello'}]}}],"
          + "'modelVersion':'gemini-3.8-flash'}",
      List.of(
          "{'candidates':[{'finishReason':'STOP'}],'modelVersion':'gemini-3.8-flash',"
              + "'usageMetadata':"
              + "{'promptTokenCount':1000,'candidatesTokenCount':100,'totalTokenCount':1100}}"));

  /** Named so in {@link Lane}'s plan. */
  final String model;

  private final String whole;
  private final List<String> start;
  private final String word;
  private final List<String> end;

  Spoken(String model, String whole, List<String> start, String word, List<String> end) {
    this.model = model;
    this.whole = whole;
    this.start = start;
    this.word = word;
    this.end = end;
  }

  public String whole() {
    return whole.replace('\'', '"');
  }

  /** What comes before the first word; OpenAI's has no usage. */
  public String start() {
    return events(start);
  }

  public String word() {
    return events(List.of(word));
  }

  public String end() {
    return events(end);
  }

  public String stream() {
    return start() + word() + end();
  }

  /** The same without what was used. */
  public static String unmetered(String said) {
    return said.replaceAll("\"usage(Metadata)?\":\\{[^}]*}", "\"unknown\":1");
  }

  /** The same of another model. */
  public static String ofAnother(String said) {
    return said.replaceAll("claude-sonnet-5|qwen3-coder-plus|gemini-3.8-flash", "other-9");
  }

  private static String events(List<String> data) {
    var events = new StringBuilder();
    data.forEach(d -> events.append("data: ").append(d.replace('\'', '"')).append("\n\n"));
    return events.toString();
  }

  URI url(Access access, boolean streamed) {
    return URI.create(
        switch (this) {
          case ANTHROPIC -> access.anthropic() + "/v1/messages";
          case OPENAI -> access.openAi() + "/chat/completions";
          case GEMINI ->
              access.gemini()
                  + "/v1beta/models/x:"
                  + (streamed ? "streamGenerateContent?alt=sse" : "generateContent");
        });
  }

  String question(boolean streamed) {
    var asked =
        this == GEMINI
            ? "{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}"
            : "{'model':'m','max_tokens':500,'stream':%s,'messages':[{'role':'user','content':'Hi'}]}"
                .formatted(streamed);
    return asked.replace('\'', '"');
  }
}
