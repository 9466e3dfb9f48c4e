package dev.muster.command;

import dev.muster.plan.Client;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind of client as plans write it. */
final class KindWord implements ITypeConverter<Client.Kind> {

  @Override
  public Client.Kind convert(String word) {
    List<Client.Kind> kinds = Arrays.asList(Client.Kind.values());
    return kinds.stream()
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + word
                        + "' is none of "
                        + String.join(" ", kinds.stream().map(Client.Kind::word).toList())));
  }
}
