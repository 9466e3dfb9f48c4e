package dev.muster.web;

import dev.muster.approval.Accounts;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Logins of the pages and the API: users and groups are Camunda's own. */
@Component
class CamundaUsers implements AuthenticationProvider {
  private final Accounts accounts;

  CamundaUsers(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Authentication authenticate(Authentication login) {
    var user = login.getName();
    var password = String.valueOf(login.getCredentials());
    if (user.isBlank() || password.isEmpty() || !accounts.passwordMatches(user, password)) {
      throw new BadCredentialsException("wrong user or password");
    }
    var groups = accounts.groups(user).stream().map(SimpleGrantedAuthority::new).toList();
    return UsernamePasswordAuthenticationToken.authenticated(user, null, groups);
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
