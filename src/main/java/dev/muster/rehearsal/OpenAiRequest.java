package dev.muster.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request of the Chat Completions API. */
final class OpenAiRequest {
  private static final Set<String> FIELDS =
      Set.of(
          ("model messages audio frequency_penalty function_call functions logit_bias "
                  + "logprobs max_completion_tokens max_tokens metadata modalities n "
                  + "parallel_tool_calls prediction presence_penalty prompt_cache_key "
                  + "prompt_cache_retention reasoning_effort response_format safety_identifier seed "
                  + "service_tier stop store stream stream_options temperature tool_choice tools "
                  + "top_logprobs top_p user verbosity web_search_options moderation")
              .split(" "));
  private static final Pattern TOOL = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private OpenAiRequest() {}

  static Asked read(JsonNode body) throws Refused {
    Shape.onlyFields(body, FIELDS, name -> "Unrecognized request argument supplied: " + name);
    var model = Shape.requireText(body.get("model"), "model");
    var messages = Shape.requireList(body.get("messages"), "messages");
    OpenAiMessages.checkMessages(messages);
    checkTools(body.path("tools"));
    if (body.path("n").asInt(1) != 1) {
      throw Refused.invalid("n: this endpoint gives one choice");
    }
    var counted = new ArrayList<JsonNode>();
    body.path("tools").forEach(counted::add);
    messages.forEach(counted::add);
    var streamed = Shape.flag(body.get("stream"), "stream");
    if (!streamed && Shape.present(body, "stream_options")) {
      throw Refused.invalid(
          "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    return new Asked(
        model,
        firstUserText(messages),
        assistants(messages),
        counted,
        tools(body.path("tools")),
        limit(body),
        streamed,
        body.path("stream_options").path("include_usage").asBoolean());
  }

  private static Integer limit(JsonNode body) throws Refused {
    var limit = Shape.positiveOrNull(body.get("max_completion_tokens"), "max_completion_tokens");
    return limit != null ? limit : Shape.positiveOrNull(body.get("max_tokens"), "max_tokens");
  }

  private static void checkTools(JsonNode tools) throws Refused {
    for (int i = 0; i < tools.size(); i++) {
      var place = "tools[" + i + "]";
      Shape.requireOneOf(tools.get(i).get("type"), Set.of("function", "custom"), place + ".type");
      var function = Shape.requireObject(tools.get(i).get("function"), place + ".function");
      var name = Shape.requireText(function.get("name"), place + ".function.name");
      if (!TOOL.matcher(name).matches()) {
        throw Refused.invalid(
            "Invalid '%s.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
                .formatted(place));
      }
      if (Shape.present(function, "parameters")) {
        Shape.requireObject(function.get("parameters"), place + ".function.parameters");
      }
    }
  }

  private static List<String> tools(JsonNode tools) {
    var names = new ArrayList<String>();
    tools.forEach(tool -> names.add(tool.at("/function/name").asText()));
    return names;
  }

  private static int assistants(JsonNode messages) {
    int count = 0;
    for (var message : messages) {
      count += message.get("role").asText().equals("assistant") ? 1 : 0;
    }
    return count;
  }

  private static String firstUserText(JsonNode messages) {
    for (var message : messages) {
      if (message.get("role").asText().equals("user")) {
        return text(message.get("content"));
      }
    }
    return "";
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()).append('\n'));
    return text.toString();
  }
}
