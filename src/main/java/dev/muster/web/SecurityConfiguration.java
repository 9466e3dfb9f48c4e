package dev.muster.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Everything is behind login but health. Camunda's webapps keep their own login; the API and
 * Camunda's REST take HTTP basic or the pages' session, pages a form.
 */
@Configuration
class SecurityConfiguration {
  private static final String[] OPEN = {
    "/actuator/health", "/login", "/style.css", "/favicon.svg", "/error"
  };
  private static final String[] OPERATED = {
    "/api/deployments",
    "/api/deployments/*/abort",
    "/api/deployments/*/tools/*/review",
    "/api/gateway/**",
    "/api/probes",
    "/api/uninstall"
  };
  private static final String[] OPERATING = {"operators", "camunda-admin"};
  private static final String OUR_PAGES =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'self'";

  /** Camunda's webapps authenticate, guard against CSRF and set their headers themselves. */
  @Bean
  @Order(1)
  SecurityFilterChain webapps(HttpSecurity http) throws Exception {
    return http.securityMatcher(SecurityConfiguration::webapp)
        .authorizeHttpRequests(all -> all.anyRequest().permitAll())
        .csrf(csrf -> csrf.disable())
        .headers(headers -> headers.disable())
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .addFilterBefore(new KeptLogin(), DisableEncodeUrlFilter.class)
        .build();
  }

  /** Machines: a login with every request, no session, so no cross-site request can ride on one. */
  @Bean
  @Order(2)
  SecurityFilterChain machines(HttpSecurity http, CamundaUsers users, Refused refused)
      throws Exception {
    return http.securityMatcher(
            request -> request.getHeader("Authorization") != null && machine(request))
        .authenticationProvider(users)
        .authorizeHttpRequests(SecurityConfiguration::rights)
        .httpBasic(basic -> basic.authenticationEntryPoint(refused))
        .exceptionHandling(e -> e.authenticationEntryPoint(refused).accessDeniedHandler(refused))
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .headers(headers -> headers.frameOptions(frames -> frames.sameOrigin()))
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain people(HttpSecurity http, CamundaUsers users, Refused refused)
      throws Exception {
    RequestMatcher machine = SecurityConfiguration::machine;
    return http.authenticationProvider(users)
        .authorizeHttpRequests(SecurityConfiguration::rights)
        .exceptionHandling(
            e ->
                e.defaultAuthenticationEntryPointFor(refused, machine)
                    .defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/login"), AnyRequestMatcher.INSTANCE)
                    .defaultAccessDeniedHandlerFor(refused, machine))
        .requestCache(cache -> cache.requestCache(asked()))
        .formLogin(form -> form.loginPage("/login").defaultSuccessUrl("/"))
        .logout(logout -> logout.logoutSuccessUrl("/login?out"))
        .headers(
            headers ->
                headers
                    .frameOptions(frames -> frames.sameOrigin())
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                    .contentSecurityPolicy(policy -> policy.policyDirectives(OUR_PAGES)))
        .build();
  }

  /** After a login a person comes to the page that was asked for, never to the API. */
  private static RequestCache asked() {
    var cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(
        request ->
            request.getMethod().equals("GET")
                && !machine(request)
                && !request.getRequestURI().equals("/error")
                && request.getHeader("X-Requested-With") == null);
    return cache;
  }

  /** By the address: patterns are matched within a servlet's own path, and Camunda has several. */
  private static boolean webapp(HttpServletRequest request) {
    var path = request.getRequestURI();
    return path.equals("/camunda") || path.startsWith("/camunda/");
  }

  private static boolean machine(HttpServletRequest request) {
    return ProblemAnswers.machine(request.getRequestURI());
  }

  private static void rights(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          all) {
    all.requestMatchers(OPEN)
        .permitAll()
        .requestMatchers(HttpMethod.POST, OPERATED)
        .hasAnyAuthority(OPERATING)
        .anyRequest()
        .authenticated();
  }
}
