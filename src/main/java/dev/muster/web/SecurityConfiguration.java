package dev.muster.web;

import dev.muster.approval.Accounts;
import java.util.ArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;

/**
 * Everything is behind login but health. Camunda's webapps keep their own login; the API and
 * Camunda's REST take HTTP basic, pages a form.
 */
@Configuration
class SecurityConfiguration {

  @Bean
  AuthenticationProvider camundaUsers(Accounts accounts) {
    return new CamundaUsers(accounts);
  }

  /** Camunda's webapps authenticate and guard against CSRF themselves. */
  @Bean
  @Order(1)
  SecurityFilterChain webapps(HttpSecurity http) throws Exception {
    return http.securityMatcher("/camunda/**", "/app/**", "/api/engine/**", "/lib/**")
        .authorizeHttpRequests(all -> all.anyRequest().permitAll())
        .csrf(csrf -> csrf.disable())
        .headers(headers -> headers.frameOptions(frames -> frames.disable()))
        .build();
  }

  /** Machines: basic authentication, no session, so no cross-site request can ride on one. */
  @Bean
  @Order(2)
  SecurityFilterChain machines(HttpSecurity http, AuthenticationProvider users) throws Exception {
    return http.securityMatcher(
            request ->
                request.getRequestURI().startsWith("/engine-rest")
                    || (request.getHeader("Authorization") != null
                        && request.getRequestURI().startsWith("/api/")))
        .authenticationProvider(users)
        .authorizeHttpRequests(all -> all.anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(csrf -> csrf.disable())
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain pages(HttpSecurity http, AuthenticationProvider users) throws Exception {
    return http.authenticationProvider(users)
        .authorizeHttpRequests(
            all ->
                all.requestMatchers("/actuator/health", "/login", "/style.css", "/error")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(
            e ->
                e.defaultAuthenticationEntryPointFor(
                    new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
                    request -> request.getRequestURI().startsWith("/api/")))
        .formLogin(form -> form.loginPage("/login").defaultSuccessUrl("/"))
        .logout(Customizer.withDefaults())
        .build();
  }

  /** Users and groups are Camunda's own. */
  private record CamundaUsers(Accounts accounts) implements AuthenticationProvider {
    @Override
    public Authentication authenticate(Authentication login) {
      var user = login.getName();
      var password = String.valueOf(login.getCredentials());
      if (user.isBlank() || !accounts.passwordMatches(user, password)) {
        throw new BadCredentialsException("wrong user or password");
      }
      var groups = new ArrayList<SimpleGrantedAuthority>();
      accounts.groups(user).forEach(g -> groups.add(new SimpleGrantedAuthority(g)));
      return UsernamePasswordAuthenticationToken.authenticated(user, null, groups);
    }

    @Override
    public boolean supports(Class<?> type) {
      return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
  }
}
