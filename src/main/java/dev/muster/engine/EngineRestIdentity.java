package dev.muster.engine;

import dev.muster.approval.Accounts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the engine who calls its REST API; the login itself is the web room's. */
@Configuration
class EngineRestIdentity {

  @Bean
  FilterRegistrationBean<OncePerRequestFilter> engineRestIdentityFilter(
      IdentityService identity, Accounts accounts) {
    var registration = new FilterRegistrationBean<OncePerRequestFilter>(filter(identity, accounts));
    registration.addUrlPatterns("/engine-rest/*");
    registration.setOrder(0);
    return registration;
  }

  private static OncePerRequestFilter filter(IdentityService identity, Accounts accounts) {
    return new OncePerRequestFilter() {
      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws ServletException, IOException {
        var user = request.getRemoteUser();
        if (user == null) {
          response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
          return;
        }
        identity.setAuthentication(user, new ArrayList<>(accounts.groups(user)));
        try {
          chain.doFilter(request, response);
        } finally {
          identity.clearAuthentication();
        }
      }
    };
  }
}
