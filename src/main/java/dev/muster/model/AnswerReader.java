package dev.muster.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import okhttp3.Response;

/** Reads one answer, as much of it as is allowed and no more. */
record AnswerReader(Wire wire, ChatRequest request, ObjectMapper json, int most) {

  ChatAnswer read(Response response) throws IOException {
    var bytes = response.body().byteStream().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new UnreadableAnswer("the answer is larger than " + most + " bytes");
    }
    try {
      return wire.answer(request, json.readTree(bytes));
    } catch (JsonProcessingException e) {
      throw new UnreadableAnswer("HTTP " + response.code() + ", and the answer is no JSON");
    }
  }
}
