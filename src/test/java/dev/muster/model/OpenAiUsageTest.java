package dev.muster.model;

import static dev.muster.model.TestModels.ask;
import static dev.muster.model.TestModels.json;
import static dev.muster.model.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.ledger.Usage;
import dev.muster.plan.Model.Protocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Token counts of those who speak Chat Completions, each in its own dialect. */
class OpenAiUsageTest {
  /** Input, cached, written, output, reasoning, written for an hour. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "OpenAI | 'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,"
            + "'prompt_tokens_details':{'cached_tokens':60,'audio_tokens':0},"
            + "'completion_tokens_details':{'reasoning_tokens':20} | 40,60,0,30,20,0",
        "no total | 'prompt_tokens':100,'completion_tokens':50,"
            + "'completion_tokens_details':{'reasoning_tokens':20} | 100,0,0,30,20,0",
        "xAI | 'prompt_tokens':10,'completion_tokens':50,'total_tokens':80,"
            + "'completion_tokens_details':{'reasoning_tokens':20} | 10,0,0,50,20,0",
        "Gemini's, thoughts alone | 'prompt_tokens':21,'completion_tokens':0,'total_tokens':81,"
            + "'completion_tokens_details':{'reasoning_tokens':60} | 21,0,0,0,60,0",
        "Gemini's, thoughts in the total alone | 'prompt_tokens':20,'completion_tokens':198,"
            + "'total_tokens':623 | 20,0,0,198,405,0",
        "DashScope | 'prompt_tokens':10000,'completion_tokens':5,'total_tokens':10005,"
            + "'prompt_tokens_details':{'cached_tokens':0,'cache_creation_input_tokens':9000,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':9000},'cache_type':'ephemeral'}"
            + " | 1000,0,9000,5,0,0",
        "two lifetimes | 'prompt_tokens':100,'completion_tokens':5,"
            + "'prompt_tokens_details':{'cache_creation_input_tokens':90,"
            + "'cache_creation':{'ephemeral_5m_input_tokens':60,'ephemeral_1h_input_tokens':30}}"
            + " | 10,0,60,5,0,30",
        "an hour beside the sum | 'prompt_tokens':100,'completion_tokens':5,"
            + "'prompt_tokens_details':{'cache_creation_input_tokens':90,"
            + "'cache_creation':{'ephemeral_1h_input_tokens':30}} | 10,0,60,5,0,30",
        "a split without its sum | 'prompt_tokens':100,'completion_tokens':5,"
            + "'prompt_tokens_details':{'cache_creation':"
            + "{'ephemeral_5m_input_tokens':60,'ephemeral_1h_input_tokens':30}} | 10,0,60,5,0,30",
        "OpenRouter | 'prompt_tokens':25612,'completion_tokens':4,'total_tokens':25616,"
            + "'prompt_tokens_details':{'cached_tokens':0,'cache_write_tokens':25600},"
            + "'completion_tokens_details':{'reasoning_tokens':null} | 12,0,25600,4,0,0",
        "LiteLLM | 'prompt_tokens':100,'completion_tokens':4,'cache_creation_input_tokens':70,"
            + "'cache_read_input_tokens':20,'prompt_tokens_details':{'cached_tokens':20}"
            + " | 10,20,70,4,0,0",
        "DeepSeek | 'prompt_tokens':100,'completion_tokens':4,'total_tokens':104,"
            + "'prompt_cache_hit_tokens':64,'prompt_cache_miss_tokens':36 | 36,64,0,4,0,0"
      })
  void each_dialect_is_split_into_its_buckets(String who, String usage, String buckets) {
    var n = java.util.stream.Stream.of(buckets.split(",")).mapToLong(Long::parseLong).toArray();
    var expected = new Usage(n[0], n[1], n[2], n[3], n[4], n[5], null);

    assertThat(whole(usage)).isEqualTo(expected);
    assertThat(streamed(usage)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "more reasoning than output | 'prompt_tokens':1,'completion_tokens':5,"
            + "'completion_tokens_details':{'reasoning_tokens':6}",
        "so too by its total | 'prompt_tokens':1,'completion_tokens':5,'total_tokens':6,"
            + "'completion_tokens_details':{'reasoning_tokens':6}",
        "a total of something else | 'prompt_tokens':20,'completion_tokens':198,"
            + "'total_tokens':623,'completion_tokens_details':{'reasoning_tokens':7}",
        "a total too small | 'prompt_tokens':20,'completion_tokens':198,'total_tokens':100",
        "more cached than sent | 'prompt_tokens':1,'completion_tokens':1,"
            + "'prompt_cache_hit_tokens':2",
        "more written than sent | 'prompt_tokens':100,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cached_tokens':50,'cache_write_tokens':51}",
        "two figures of one thing | 'prompt_tokens':100,'completion_tokens':1,"
            + "'prompt_cache_hit_tokens':50,'prompt_tokens_details':{'cached_tokens':40}",
        "a split over its sum | 'prompt_tokens':100,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cache_creation_input_tokens':20,"
            + "'cache_creation':{'ephemeral_1h_input_tokens':30}}",
        "no count | 'prompt_tokens':100,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cache_write_tokens':'70'}",
        "sound | 'prompt_tokens':100,'completion_tokens':9,"
            + "'completion_tokens_details':{'audio_tokens':5}",
        "a picture that the model made | 'prompt_tokens':100,'completion_tokens':1290,"
            + "'completion_tokens_details':{'image_tokens':1290}",
        "less than nothing | 'prompt_tokens':100,'completion_tokens':1,"
            + "'prompt_tokens_details':{'cache_write_tokens':-7}"
      })
  void figures_that_contradict_each_other_or_have_another_price_measure_nothing(
      String what, String usage) {
    assertThat(whole(usage)).isNull();
    assertThat(streamed(usage)).isNull();
  }

  private static Usage whole(String usage) {
    return read(json("{'choices':[{'message':{'content':'x'}}],'usage':{%s}}".formatted(usage)));
  }

  /** As most send it, in a chunk of its own. */
  private static Usage streamed(String usage) {
    var assembly = new OpenAiChat().assembly();
    assembly.add(json("{'choices':[{'delta':{'content':'x'},'finish_reason':'stop'}]}"));
    assembly.add(json("{'choices':[],'usage':{%s}}".formatted(usage)));
    return read(assembly.body());
  }

  private static Usage read(com.fasterxml.jackson.databind.JsonNode body) {
    return new OpenAiChat().answer(ask(model(Protocol.OPENAI_CHAT, "m", "unused")), body).usage();
  }
}
