package dev.muster.mcp.web;

import dev.muster.client.Withdrawals;
import dev.muster.mcp.ToolLocks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What was approved of each server's tools, and asking about a quarantined one again. */
@RestController
@RequestMapping("/api/deployments/{id}/tools")
@Tag(name = "clients")
class ToolLocksController {
  private final ToolLocks locks;
  private final Withdrawals files;

  ToolLocksController(ToolLocks locks, Withdrawals files) {
    this.files = files;
    this.locks = locks;
  }

  /**
   * One server.
   *
   * @param lock null: nobody approved its tools
   * @param quarantine null: its tools are the approved ones
   */
  record LockedServer(ToolLocks.Lock lock, ToolLocks.Change quarantine) {}

  @GetMapping
  @Operation(summary = "The approved tools of each MCP server, by hash, and what differs from them")
  @ApiResponse(responseCode = "200", description = "each server with a lock, or in quarantine")
  List<LockedServer> all(@PathVariable String id) {
    var locked = new TreeMap<String, ToolLocks.Lock>();
    locks.all(id).forEach(lock -> locked.put(lock.server(), lock));
    var out = new TreeMap<String, ToolLocks.Change>();
    locks.quarantined(id).forEach(change -> out.put(change.server(), change));
    return Stream.concat(locked.keySet().stream(), out.keySet().stream())
        .distinct()
        .sorted()
        .map(server -> new LockedServer(locked.get(server), out.get(server)))
        .toList();
  }

  @PostMapping("/{server}/review")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Have a server reviewed again that a person keeps in quarantine",
      description =
          "Also has an approved one that could not be written back into a client's file written"
              + " again. For the groups operators and camunda-admin; approvers decide.")
  @ApiResponse(responseCode = "202", description = "the question opens within seconds")
  @ApiResponse(responseCode = "409", description = "nobody keeps this server in quarantine")
  void review(@PathVariable String id, @PathVariable String server) {
    // Both: of a server that is kept out some files may lack an attempt of before.
    var written = files.retry(id, server);
    if (!locks.reconsider(id, server) && !written) {
      var why = "nobody keeps " + server + " in quarantine, or a review is open already";
      var problem = ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, why);
      throw new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
    }
  }
}
