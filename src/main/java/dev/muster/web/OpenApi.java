package dev.muster.web;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/** What the API says about itself at /v3/api-docs. */
@Configuration
@OpenAPIDefinition(
    info =
        @Info(
            title = "Muster",
            version = "1",
            description = "Deployments of agent swarms and the approvals that they ask for."),
    security = @SecurityRequirement(name = "basic"))
@SecurityScheme(name = "basic", type = SecuritySchemeType.HTTP, scheme = "basic")
class OpenApi {
  private static final String WRONG_LOGIN = "wrong login";

  /** Whatever is refused is a problem document; nobody has to say so at each operation. */
  @Bean
  OpenApiCustomizer refusalsAreProblems() {
    return api -> {
      var problem =
          new Content().addMediaType(MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema(api));
      api.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .map(operation -> operation.getResponses())
          .forEach(responses -> refusals(responses, problem));
    };
  }

  private static void refusals(ApiResponses responses, Content problem) {
    responses.addApiResponse("401", new ApiResponse().description(WRONG_LOGIN));
    responses.forEach(
        (status, response) -> {
          if (status.startsWith("4")) {
            response.setContent(problem);
          }
        });
  }

  private static io.swagger.v3.oas.models.media.MediaType schema(OpenAPI api) {
    ModelConverters.getInstance(true)
        .read(ProblemDetail.class)
        .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
    var named = new Schema<>().$ref(ProblemDetail.class.getSimpleName());
    return new io.swagger.v3.oas.models.media.MediaType().schema(named);
  }
}
