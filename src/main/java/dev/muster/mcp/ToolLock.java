package dev.muster.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** A fingerprint of all that a model is told about a server's tools. */
final class ToolLock {
  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private ToolLock() {}

  /** SHA-256 over names, descriptions and schemas, whatever order the server tells them in. */
  static String of(List<McpSessions.Tool> tools) {
    try {
      MessageDigest digest = DigestUtils.getSha256Digest();
      for (McpSessions.Tool tool :
          tools.stream().sorted(Comparator.comparing(McpSessions.Tool::name)).toList()) {
        Object schema = SORTED.treeToValue(tool.inputSchema(), Object.class);
        Object[] parts = {tool.name(), tool.description(), schema};
        digest.update(SORTED.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is writable", e);
    }
  }
}
