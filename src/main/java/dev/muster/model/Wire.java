package dev.muster.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Model;
import java.util.Map;
import okhttp3.HttpUrl;

/** One provider protocol: how a conversation is written and an answer read. It sends nothing. */
interface Wire {

  Model.Protocol protocol();

  /** Where to POST, given the model's base URL. */
  HttpUrl url(HttpUrl base, Model model);

  /** Where to POST when the answer is to be streamed. */
  default HttpUrl streamUrl(HttpUrl base, Model model) {
    return url(base, model);
  }

  /**
   * @param key the resolved key, null when the endpoint needs none
   */
  Map<String, String> headers(String key);

  ObjectNode body(ChatRequest request);

  /**
   * @throws UnreadableAnswer when the body is not what the protocol says
   */
  ChatAnswer answer(ChatRequest request, JsonNode body);

  /** Puts the events of one stream together again. */
  Assembly assembly();
}
