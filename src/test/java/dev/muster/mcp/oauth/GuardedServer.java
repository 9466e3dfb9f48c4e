package dev.muster.mcp.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The SDK's own MCP server over streamable HTTP, behind an authorization server that checks what it
 * is given: PKCE, redirect address, resource, codes that count once, refresh tokens that rotate and
 * whose second use ends the login. It can be made to lie.
 */
public final class GuardedServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Tomcat tomcat = new Tomcat();
  private final McpStatelessSyncServer mcp;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> tokens = new ConcurrentHashMap<>();
  private final Map<String, String> refreshable = new ConcurrentHashMap<>();
  private final Set<String> spent = ConcurrentHashMap.newKeySet();
  private final Map<String, String> clients = new ConcurrentHashMap<>();

  /** Everything secret that it ever gave away. */
  public final Set<String> secrets = ConcurrentHashMap.newKeySet();

  public final AtomicInteger refreshes = new AtomicInteger();
  public final AtomicInteger authorizations = new AtomicInteger();
  public final AtomicInteger revocations = new AtomicInteger();
  public final AtomicInteger requests = new AtomicInteger();
  public volatile int seconds = 3600;
  public volatile boolean withRefresh = true;
  public volatile String lieIssuer;
  public volatile String lieIss;
  public volatile String lieResource;
  public volatile String pkce = "S256";
  public volatile String needed = "read";
  public volatile boolean insatiable;

  /** What it says of scopes in a grant; null: the truth. */
  public volatile String lieScope;

  /** Forgets a client as soon as a person has granted something to it. */
  public volatile boolean forgetful;

  private final AtomicInteger refusals = new AtomicInteger();

  /** Answers so many requests with 401, whatever they show. */
  public void refuse(int times) {
    refusals.set(times);
  }

  /** As a server that was set up anew: it knows nobody any more. */
  public void forgetClients() {
    clients.clear();
  }

  public GuardedServer(Path folder) throws Exception {
    var mapper = new JacksonMcpJsonMapper(JSON);
    var transport =
        HttpServletStatelessServerTransport.builder()
            .jsonMapper(mapper)
            .messageEndpoint("/mcp")
            .build();
    var tool =
        McpSchema.Tool.builder("secret_word", Map.of("type", "object"))
            .description("tells")
            .build();
    mcp =
        McpServer.sync(transport)
            .serverInfo("guarded", "1")
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .jsonMapper(mapper)
            .immediateExecution(true)
            .toolCall(
                tool,
                (context, request) ->
                    McpSchema.CallToolResult.builder()
                        .addTextContent("sesame")
                        .isError(false)
                        .build())
            .build();
    start(folder, transport);
  }

  private void start(Path folder, HttpServlet transport) throws Exception {
    tomcat.setBaseDir(folder.toString());
    tomcat.setSilent(true);
    var connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", folder.toAbsolutePath().toString());
    var filter = new FilterDef();
    filter.setFilterName("guard");
    filter.setFilter(new Guard());
    filter.setAsyncSupported("true");
    var guarded = new FilterMap();
    guarded.setFilterName("guard");
    guarded.addURLPattern("/mcp");
    context.addFilterDef(filter);
    context.addFilterMap(guarded);
    Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
    context.addServletMappingDecoded("/mcp", "mcp");
    Tomcat.addServlet(context, "authority", new Authority());
    context.addServletMappingDecoded("/*", "authority");
    tomcat.start();
  }

  public String url() {
    return origin() + "/mcp";
  }

  private String origin() {
    return "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
  }

  /** As if all their time had passed. */
  public void endAccessTokens() {
    tokens.clear();
  }

  public void endRefreshTokens() {
    refreshable.clear();
  }

  @Override
  public void close() throws Exception {
    mcp.close();
    tomcat.stop();
    tomcat.destroy();
  }

  private String secret() {
    var secret = UUID.randomUUID().toString();
    secrets.add(secret);
    return secret;
  }

  private final class Guard extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse answer, FilterChain on)
        throws IOException, ServletException {
      requests.incrementAndGet();
      var given = request.getHeader("Authorization");
      var scopes = given == null ? null : tokens.get(given.replaceFirst("(?i)^bearer ", ""));
      var where = "resource_metadata=\"" + origin() + "/.well-known/oauth-protected-resource/mcp\"";
      if (scopes == null || refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        answer.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\", " + where);
        answer.sendError(401);
      } else if (insatiable || !scopes.containsAll(List.of(needed.split(" ")))) {
        answer.setHeader(
            "WWW-Authenticate",
            "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\", " + where);
        answer.sendError(403);
      } else {
        on.doFilter(request, answer);
      }
    }
  }

  private final class Authority extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      switch (request.getRequestURI()) {
        case "/.well-known/oauth-protected-resource/mcp" -> json(answer, 200, resource());
        case "/.well-known/oauth-authorization-server" -> json(answer, 200, metadata());
        case "/authorize" -> authorize(request, answer);
        default -> answer.sendError(404);
      }
    }

    private Map<String, Object> resource() {
      return Map.of(
          "resource",
          lieResource == null ? url() : lieResource,
          "authorization_servers",
          List.of(origin()),
          "scopes_supported",
          List.of("read"));
    }

    private Map<String, Object> metadata() {
      var all = new LinkedHashMap<String, Object>();
      all.put("issuer", lieIssuer == null ? origin() : lieIssuer);
      all.put("authorization_endpoint", origin() + "/authorize");
      all.put("token_endpoint", origin() + "/token");
      all.put("registration_endpoint", origin() + "/register");
      all.put("revocation_endpoint", origin() + "/revoke");
      all.put("response_types_supported", List.of("code"));
      all.put("code_challenge_methods_supported", List.of(pkce));
      all.put("token_endpoint_auth_methods_supported", List.of("none"));
      all.put("authorization_response_iss_parameter_supported", true);
      return all;
    }

    private void authorize(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      authorizations.incrementAndGet();
      var asked = new LinkedHashMap<String, String>();
      request.getParameterMap().forEach((name, values) -> asked.put(name, values[0]));
      if (!asked.get("redirect_uri").equals(clients.get(asked.get("client_id")))
          || !url().equals(asked.get("resource"))) {
        answer.sendError(400);
        return;
      }
      if (forgetful) {
        clients.clear();
      }
      var code = secret();
      codes.put(code, asked);
      answer.sendRedirect(
          asked.get("redirect_uri")
              + "?code="
              + code
              + "&state="
              + URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8)
              + "&iss="
              + URLEncoder.encode(lieIss == null ? origin() : lieIss, StandardCharsets.UTF_8));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      switch (request.getRequestURI()) {
        case "/register" -> register(request, answer);
        case "/token" -> token(request, answer);
        case "/revoke" -> {
          revocations.incrementAndGet();
          refreshable.remove(String.valueOf(request.getParameter("token")));
          tokens.clear();
        }
        default -> answer.sendError(404);
      }
    }

    private void register(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      var asked = JSON.readTree(request.getInputStream());
      var id = UUID.randomUUID().toString();
      clients.put(id, asked.path("redirect_uris").path(0).asText());
      json(
          answer,
          201,
          Map.of(
              "client_id",
              id,
              "redirect_uris",
              List.of(clients.get(id)),
              "token_endpoint_auth_method",
              "none"));
    }

    private void token(HttpServletRequest request, HttpServletResponse answer) throws IOException {
      if (!clients.containsKey(String.valueOf(request.getParameter("client_id")))) {
        json(answer, 401, Map.of("error", "invalid_client"));
        return;
      }
      var scope =
          "refresh_token".equals(request.getParameter("grant_type"))
              ? refreshed(request)
              : exchanged(request);
      if (scope == null || !url().equals(request.getParameter("resource"))) {
        json(answer, 400, Map.of("error", "invalid_grant"));
        return;
      }
      var access = secret();
      var told = new LinkedHashMap<String, Object>();
      told.put("access_token", access);
      told.put("token_type", "Bearer");
      told.put("expires_in", seconds);
      told.put("scope", lieScope == null ? scope : lieScope);
      if (withRefresh) {
        var refresh = secret();
        refreshable.put(refresh, scope);
        told.put("refresh_token", refresh);
      }
      tokens.put(access, Set.copyOf(Arrays.asList(scope.split(" "))));
      json(answer, 200, told);
    }

    private String refreshed(HttpServletRequest request) {
      refreshes.incrementAndGet();
      var token = request.getParameter("refresh_token");
      if (!spent.add(token)) {
        refreshable.clear();
        tokens.clear();
      }
      return refreshable.remove(token);
    }

    private String exchanged(HttpServletRequest request) {
      var asked = codes.remove(String.valueOf(request.getParameter("code")));
      var verifier = new CodeVerifier(request.getParameter("code_verifier"));
      var sound =
          asked != null
              && asked.get("redirect_uri").equals(request.getParameter("redirect_uri"))
              && asked.get("client_id").equals(request.getParameter("client_id"))
              && asked
                  .get("code_challenge")
                  .equals(CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
      return sound ? asked.getOrDefault("scope", "read") : null;
    }

    private void json(HttpServletResponse answer, int status, Map<String, Object> body)
        throws IOException {
      answer.setStatus(status);
      answer.setContentType("application/json");
      answer.getWriter().write(JSON.writeValueAsString(body));
    }
  }

  /** What it gave away, for a search. */
  public List<String> secrets() {
    return new ArrayList<>(secrets);
  }
}
