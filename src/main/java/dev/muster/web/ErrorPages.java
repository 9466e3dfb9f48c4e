package dev.muster.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** Errors outside controllers: a page for people, problem+json for machines. */
@Controller
class ErrorPages implements ErrorController {
  private final ProblemAnswers problems;

  ErrorPages(ProblemAnswers problems) {
    this.problems = problems;
  }

  @RequestMapping("/error")
  ModelAndView error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    var known = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
    var status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    var path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
    if (ProblemAnswers.machine(path)) {
      problems.write(request, response, status, line(status));
      return null;
    }
    var page = new ModelAndView("error", status);
    page.addObject("title", status.getReasonPhrase());
    page.addObject("line", line(status));
    return page;
  }

  private static String line(HttpStatus status) {
    return switch (status) {
      case BAD_REQUEST -> "The request is not well-formed: check its address and its body.";
      case FORBIDDEN -> "This is not allowed for you here: log in again, or ask an administrator.";
      case NOT_FOUND -> "There is nothing at this address: start again at / (API: /v3/api-docs).";
      case METHOD_NOT_ALLOWED -> "This address takes other methods: /v3/api-docs names them.";
      case UNSUPPORTED_MEDIA_TYPE ->
          "The body has to be JSON: send Content-Type: application/json.";
      default ->
          status.is4xxClientError()
              ? "The request was refused (" + status.getReasonPhrase() + "): check what it sends."
              : "Muster could not answer: its log says why. Try again in a moment.";
    };
  }
}
