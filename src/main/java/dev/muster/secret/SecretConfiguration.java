package dev.muster.secret;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Secrets of this process: its environment and the data folder's file. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

  /** Checked at start, so that an open file is refused before anything is read from it. */
  @Bean
  SecretsFile secretsFile(@Value("${muster.data:data}") String dataFolder) {
    SecretsFile file = new SecretsFile(Path.of(dataFolder).resolve("secrets.env"));
    file.check();
    return file;
  }

  @Bean
  Secrets secrets(SecretsFile file) {
    return new ResolvedSecrets(System.getenv(), file);
  }
}
