package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import okhttp3.Response;

/** Reads one answer, as much of it as is allowed and no more. */
record AnswerReader(Wire wire, ChatRequest request, ObjectMapper json, int most) {

  ChatAnswer read(Response response) throws IOException {
    var source = response.body().source();
    if (source.request(most + 1L)) {
      throw new UnreadableAnswer("the answer is larger than " + most + " bytes");
    }
    var bytes = source.readByteArray();
    try {
      return wire.answer(request, json.readTree(bytes));
    } catch (JsonProcessingException e) {
      throw new UnreadableAnswer("HTTP " + response.code() + ", and the answer is no JSON");
    }
  }
}
