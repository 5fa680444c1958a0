package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the library's page compile, in a module that has the jar as another one. */
class ClientPageTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");

    @TempDir
    private Path out;

    @Test
    void theExamplesCompileAgainstTheModule() throws IOException {
        List<String> methods = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(Files.readString(ROOT.resolve("doc/client.md")));
        while (example.find()) {
            String body = example.group(1);
            String parameters = body.contains("DoozerClient client =") ? "" : "DoozerClient client";
            methods.add("void example" + methods.size() + "(" + parameters + ")"
                    + " throws Exception {\n" + body + "}\n");
        }
        assertThat(methods).hasSizeGreaterThan(3);

        assertThat(compile("""
            package user;
            import static java.nio.charset.StandardCharsets.UTF_8;
            import doozer.client.*;
            import java.time.Duration;
            import java.util.concurrent.*;
            abstract class Examples {
            """ + String.join("\n", methods) + "}\n")).isEmpty();
    }

    @Test
    void whatIsNotExportedCannotBeUsed() throws IOException {
        assertThat(compile("package user;\nclass A {\n    doozer.wire.Request request;\n}\n"))
                .isNotEmpty().allMatch(error -> error.contains("doozer.wire"));
    }

    private List<String> compile(String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> errors = new ArrayList<>();
        List<JavaFileObject> units = List.of(new Source("user/Examples.java", source),
                new Source("module-info.java", "module user {\n    requires doozer.client;\n}\n"));
        compiler.getTask(null, null, error -> errors.add(error.getMessage(null)),
            List.of("--release", "17", "-proc:none", "-d", out.toString(), "--module-path",
                ROOT.resolve("doozer-client.jar").toString()), null, units).call();
        return errors;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
