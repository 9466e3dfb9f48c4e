package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server asks for with 401 or 403.
 *
 * @param bearer whether it takes bearer tokens at all
 * @param metadata where it describes itself; null when it does not say
 * @param scopes empty when it does not say
 * @param error its code, such as insufficient_scope; null when there is none
 */
record Challenge(boolean bearer, URI metadata, List<String> scopes, String error) {
  static final Challenge NONE = new Challenge(false, null, List.of(), null);

  /** RFC 9728's parameter; the library knows those of RFC 6750. */
  private static final Pattern METADATA =
      Pattern.compile("resource_metadata\\s*=\\s*\"([^\"]{1,2000})\"");

  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,100}");
  private static final int LONGEST = 4000;
  private static final int MOST = 50;

  /** Of a header's values; what is not understood asks for nothing. */
  static Challenge of(List<String> headers) {
    return headers.stream()
        .filter(header -> header.length() <= LONGEST)
        .map(Challenge::parsed)
        .filter(Challenge::bearer)
        .findFirst()
        .orElse(NONE);
  }

  private static Challenge parsed(String header) {
    try {
      BearerTokenError told = BearerTokenError.parse(header);
      Scope scope = told.getScope();
      return new Challenge(
          true, metadata(header), scope == null ? List.of() : shown(scope), told.getCode());
    } catch (ParseException | IllegalArgumentException foreign) {
      return NONE;
    }
  }

  /** They come to be seen by people: only what is a scope, and not without end. */
  static List<String> shown(Scope scope) {
    return scope.toStringList().stream()
        .filter(s -> SCOPE.matcher(s).matches())
        .limit(MOST)
        .toList();
  }

  private static URI metadata(String header) {
    Matcher found = METADATA.matcher(header);
    return found.find() ? URI.create(found.group(1)) : null;
  }

  boolean wantsMore() {
    return "insufficient_scope".equals(error);
  }
}
