package dev.muster.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.muster.plan.NotKnown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** What goes wrong inside the API, as problem+json. */
@RestControllerAdvice(annotations = RestController.class)
class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @Override
  protected ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var problem = ProblemDetail.forStatusAndDetail(status, "the body " + fault(e));
    problem.setTitle("Malformed JSON");
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  private static String fault(HttpMessageNotReadableException e) {
    if (e.getCause() instanceof JsonProcessingException json) {
      var at = json.getLocation();
      var place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      return "is not the JSON object that is expected" + place + ": send {\"field\": \"text\"}";
    }
    return "is missing: send a JSON object";
  }

  @ExceptionHandler(NotKnown.class)
  ProblemDetail notKnown(NotKnown e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
  }

  /** The text stays in the log: it may name things that are none of the caller's business. */
  @ExceptionHandler(RuntimeException.class)
  ProblemDetail unexpected(RuntimeException e) {
    LOG.error("A request to the API failed", e);
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Muster could not answer: its log says why. Try again; if it stays, tell an operator.");
  }
}
