package dev.muster.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A price book by itself: what may stand under a plan's {@code prices}, in a file of its own. */
public final class PriceBook {
  private PriceBook() {}

  /** The text of a file that may be a book. Throws {@link IllegalArgumentException}. */
  public static String text(Path file) {
    try {
      if (Files.size(file) > PlanYaml.MAX_BYTES) {
        throw new IllegalArgumentException(
            file + " is too large: a price book holds at most 512 KiB");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: check the path and its mode", e);
    }
  }

  /**
   * The rows by name. Throws {@link PlanInvalid} with every fault.
   *
   * @param file what faults are told to be in
   */
  public static Map<String, Price> read(String file, String text) {
    var problems = new Problems();
    if (text.length() > PlanYaml.MAX_BYTES) {
      problems.add(Where.whole(file), "file too large", "a price book holds 512 KiB", "split it");
      throw new PlanInvalid(problems.all());
    }
    var tree = new PlanYaml(problems).parse(file, text);
    if (tree.there()) {
      new ShapeCheck(problems).check("", tree, PriceShapes.book());
      PriceRule.check(tree, "", problems);
    }
    if (!problems.none()) {
      throw new PlanInvalid(problems.all());
    }
    return CatalogueBuilding.map(tree, PriceBuilding::price);
  }
}
