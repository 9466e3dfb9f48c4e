package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole rehearsal with an agent CLI that tells everything it was given, its environment and each
 * file of its room, in all the places where a CLI may say something: none of it stays anywhere.
 */
@Tag("faults")
class MarkedSessionsTest {
  private static final String CLI =
      """
      #!/usr/bin/env node
      const fs = require('fs'), path = require('path');
      if (process.argv.includes('--version')) { console.log('0.24.4'); process.exit(0); }
      const files = folder => fs.readdirSync(folder, {withFileTypes: true}).flatMap(e =>
        e.isDirectory() ? files(path.join(folder, e.name))
          : e.isFile() ? [fs.readFileSync(path.join(folder, e.name), 'utf8')] : []);
      const told = JSON.stringify({environment: process.env, files: files(process.env.MUSTER_SESSION_ROOM)});
      const say = event => console.log(JSON.stringify(event));
      const first = !fs.existsSync('TRIED');
      fs.appendFileSync('TRIED', told.includes('OPENAI_API_KEY') && told.includes('Bearer') ? 'all\\n' : 'little\\n');
      console.error(told);
      fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
        method: 'POST',
        headers: {authorization: 'Bearer ' + process.env.OPENAI_API_KEY, 'content-type': 'application/json'},
        body: JSON.stringify({model: process.env.OPENAI_MODEL, messages: [{role: 'user', content: told.slice(0, 20000)}]})
      }).then(answer => answer.text()).then(answer => {
        say({type: 'system', subtype: 'init', mcp_servers: [], model: 'coder-1'});
        say({type: 'assistant', message: {content: [{type: 'tool_use', id: 'c1', name: 'mcp__toolbelt__read', input: {told}}]}});
        say({type: 'user', message: {content: [{type: 'tool_result', tool_use_id: 'c1', content: told}]}});
        say({type: 'result', subtype: 'success', is_error: first, num_turns: 1, result: told + answer,
          usage: {input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0}, permission_denials: []});
      });
      """;

  @TempDir Path folder;

  @Test
  void whatASessionIsGivenStaysNowhereWhateverItsCliTells() throws Exception {
    var marks = new Marks();
    var muster = ChildMuster.in(folder);
    MarkedRehearsal.mark(muster, marks);
    var tried = muster.place("tried.txt");
    CliPlan.behindTheGateway(muster, cli(tried), "0.24.4");

    var ended =
        muster.run("rehearse", "--latency", "5", "--approve", "--exit", "--report", report(muster));

    assertThat(tried).as(ended.output()).exists();
    assertThat(Files.readAllLines(tried)).as("tries").hasSizeGreaterThan(1).containsOnly("all");
    var remains = new MarkedRemains(muster, marks);
    remains.search();
    remains.look("report", Files.readAllBytes(Path.of(report(muster)).resolve("status.json")));
    assertThat(remains.leaks()).isEmpty();
    assertThat(remains.tables()).contains("muster.session", "muster.tool_call", "muster.attempt");
  }

  private static String report(ChildMuster muster) {
    return muster.place("report").toString();
  }

  private String cli(Path tried) throws IOException {
    var cli = folder.resolve("told-qwen");
    Files.writeString(cli, CLI.replace("'TRIED'", "'" + tried + "'"));
    assertThat(cli.toFile().setExecutable(true)).isTrue();
    return cli.toString();
  }
}
