package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedValuesTest {
  @TempDir private Path folder;

  @Test
  void metadata_gives_values_of_the_asked_type() {
    assertValues(metadata());
  }

  @Test
  void json_gives_the_same_values() throws IOException {
    assertValues(json());
  }

  private static void assertValues(KeyedValues values) {
    assertThat(values.string("text")).isEqualTo("abc");
    assertThat(values.bool("flag")).isTrue();
    assertThat(values.integer("int")).isEqualTo(-5);
    assertThat(values.longInteger("long")).isEqualTo(1L << 40);
    assertThat(values.count("count")).isEqualTo(7);
    assertThat(values.number("real")).isEqualTo(0.25);
    assertThat(values.number("int")).isEqualTo(-5);
    assertThat(values.positive("real")).isEqualTo(0.25);
    assertThat(values.number("infinite")).isInfinite();
    assertThat(values.number("nan")).isNaN();
    assertThat(values.strings("texts")).containsExactly("a", "b");
    assertThat(values.integers("ints")).containsExactly(1, 2);
    assertThat(values.floats("reals")).containsExactly(0.5f, 1.5f);
    assertThat(values.floats("ints")).containsExactly(1, 2);
    assertThat(values.contains("text")).isTrue();
    assertThat(values.contains("none")).isFalse();
    assertFallbacks(values);
    assertErrors(values);
  }

  private static void assertFallbacks(KeyedValues values) {
    assertThat(values.string("none", "x")).isEqualTo("x");
    assertThat(values.bool("none", true)).isTrue();
    assertThat(values.integer("none", 3)).isEqualTo(3);
    assertThat(values.longInteger("none", 4)).isEqualTo(4);
    assertThat(values.count("none", 5)).isEqualTo(5);
    assertThat(values.number("none", 0.5)).isEqualTo(0.5);
    assertThat(values.positive("none", 1.5)).isEqualTo(1.5);
    assertThat(values.strings("none", List.of("q"))).containsExactly("q");
    assertThat(values.integers("none", 8, 9)).containsExactly(8, 9);
    assertThat(values.floats("none", 2.5f)).containsExactly(2.5f);
    assertThat(values.integer("int", 3)).isEqualTo(-5);
  }

  private static void assertErrors(KeyedValues values) {
    assertWrong(() -> values.string("none"), "'none' is missing, expected a string");
    assertWrong(() -> values.string("int"), "'int' is the integer -5, expected a string");
    assertWrong(() -> values.bool("text", true), "'text' is the string 'abc', expected a boolean");
    assertWrong(() -> values.integer("real"), "'real' is the number 0.25, expected an integer");
    assertWrong(() -> values.integer("long"), "'long' is the integer 1099511627776, expected an i");
    assertWrong(() -> values.count("int"), "'int' is the integer -5, expected an integer from 1");
    assertWrong(() -> values.number("flag"), "'flag' is the boolean true, expected a number");
    assertWrong(() -> values.positive("nan"), "'nan' is the number NaN, expected a finite");
    assertWrong(() -> values.positive("infinite"), "is the number Infinity, expected a finite");
    assertWrong(() -> values.positive("int"), "'int' is the integer -5, expected a finite number");
    assertWrong(() -> values.strings("ints"), "'ints' is an array of 2 integers, expected an ar");
    assertWrong(() -> values.integers("texts"), "'texts' is an array of 2 strings, expected an a");
    assertWrong(() -> values.integers("reals"), "'reals' is an array of 2 numbers, expected an a");
    assertWrong(() -> values.floats("text"), "expected an array of numbers");
  }

  private static void assertWrong(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("values.")
        .hasMessageContaining(message);
  }

  @Test
  void json_reaches_nested_objects_and_takes_null_for_absent() throws IOException {
    JsonConfig config = json();
    assertThat(config.object("rope").object("inner").positive("factor")).isEqualTo(8);
    assertThat(config.optionalObject("rope")).isPresent();
    assertThat(config.optionalObject("none")).isEmpty();
    assertThat(config.contains("nothing")).isFalse();
    assertThat(config.integer("nothing", 4)).isEqualTo(4);
    assertThat(config.keys()).contains("nothing", "rope").startsWith("text");
    assertThat(config.integers("empty")).isEmpty();
    assertThat(config.strings("empty")).isEmpty();
    assertWrong(
        () -> config.object("rope").object("inner").string("factor"),
        "values.json, rope.inner: 'factor' is the number 8.0, expected a string");
    assertWrong(() -> config.object("text"), "'text' is the string 'abc', expected an object");
    assertWrong(() -> config.longInteger("huge"), "'huge' is a value of another kind");
  }

  @Test
  void json_that_is_not_an_object_is_refused() throws IOException {
    Path file = folder.resolve("values.json");
    for (String text : List.of("", "[]", "3", "{", "{\"a\":1,\"a\":2}", "{} {", "null")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> JsonConfig.read(file))
          .as(text)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("values.json");
    }
    Files.writeString(file, "{\"a\":" + "[".repeat(100_000));
    assertThatThrownBy(() -> JsonConfig.read(file)).isInstanceOf(ModelFormatException.class);
    Files.writeString(file, "{\"a\":1" + "0".repeat(100_000) + "}");
    assertThatThrownBy(() -> JsonConfig.read(file)).isInstanceOf(ModelFormatException.class);
    Files.writeString(file, "{\"a\":\"long enough\"}");
    FormatLimits limits = FormatLimits.DEFAULT.withHeaderBytes(10);
    assertThatThrownBy(() -> JsonConfig.read(file, limits))
        .hasMessageContaining("length is 19 bytes, expected at most 10");
  }

  private static Metadata metadata() {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put("text", GgufValue.string("abc"));
    entries.put("flag", GgufValue.bool(true));
    entries.put("int", GgufValue.int32(-5));
    entries.put("long", GgufValue.integer(GgufValueType.UINT64, 1L << 40));
    entries.put("count", GgufValue.uint32(7));
    entries.put("real", GgufValue.float32(0.25f));
    entries.put("infinite", GgufValue.float32(Float.POSITIVE_INFINITY));
    entries.put("nan", GgufValue.float64(Double.NaN));
    entries.put("texts", GgufValue.strings(List.of("a", "b")));
    entries.put("ints", GgufValue.int32s(new int[] {1, 2}));
    entries.put("reals", GgufValue.float32s(new float[] {0.5f, 1.5f}));
    return new Metadata(Path.of("values.gguf"), entries);
  }

  private JsonConfig json() throws IOException {
    String text =
        """
        {"text": "abc", "flag": true, "int": -5, "long": 1099511627776, "count": 7,
         "real": 0.25, "infinite": Infinity, "nan": NaN, "texts": ["a", "b"], "ints": [1, 2],
         "reals": [0.5, 1.5], "nothing": null, "empty": [], "huge": 100000000000000000000,
         "rope": {"inner": {"factor": 8.0}}}
        """;
    return JsonConfig.read(Files.writeString(folder.resolve("values.json"), text));
  }
}
