package doozer.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void everyKindOfValueIsRead() {
        assertThat(Json.parse("null")).isNull();
        assertThat(Json.parse(" true ")).isEqualTo(true);
        assertThat(Json.parse("-12")).isEqualTo(-12L);
        assertThat(Json.parse("1.5e-1")).isEqualTo(new BigDecimal("0.15"));
        assertThat(Json.parse("1162144876643701751808"))
            .isEqualTo(new BigDecimal("1162144876643701751808"));
        assertThat(Json.parse("[]")).isEqualTo(List.of());
        assertThat(Json.parse("[1, [null]]")).isEqualTo(List.of(1L, Arrays.asList((Object) null)));
        assertThat(Json.parse("{\"a\": {}, \"b\":[false]}"))
            .isEqualTo(Map.of("a", Map.of(), "b", List.of(false)));
    }

    @Test
    void escapesStandForWhatTheyMean() {
        assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0000\""))
            .isEqualTo("\"\\/\b\f\n\r\t\u00e9\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "1 2", "[1", "[1,]", "{\"a\"}", "{\"a\":1,\"a\":2}", "{1:2}", "\"", "\"\\", "\"\\u00",
        "\"\\x\"", "\"\n\"", "nul", "-", "{\"a\":1,}",
    })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
