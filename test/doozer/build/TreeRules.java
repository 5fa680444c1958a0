package doozer.build;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import doozer.build.SourceFile.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The rules of the house about methods and types, read from the compiler's own tree. */
final class TreeRules {
    static final int METHOD_LINES = 40;
    static final int PARAMETERS = 4;

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private TreeRules() {
    }

    /**
     * Methods and initializers that are too long, and parameter lists; constructors of a record may
     * have as many parameters as it has components.
     */
    static List<Finding> sizes(SourceFile file) {
        return scan(file, Sizes::new);
    }

    /** Public types, and public methods of public types, that nobody has described. */
    static List<Finding> undocumented(SourceFile file) {
        return scan(file, Undocumented::new);
    }

    private interface ScannerOf {
        Scanner create(SourceFile file, Trees trees, List<Finding> found);
    }

    private static List<Finding> scan(SourceFile file, ScannerOf kind) {
        List<Finding> found = new ArrayList<>();
        try {
            JavacTask task = (JavacTask) COMPILER.getTask(null, null,
                error -> found.add(file.finding(error.getLineNumber(), error.getMessage(null))),
                List.of("-proc:none"), null, List.of(new InMemory(file)));
            for (CompilationUnitTree unit : task.parse()) {
                kind.create(file, Trees.instance(task), found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** A source that the compiler reads from a string. */
    static final class InMemory extends SimpleJavaFileObject {
        private final String text;

        InMemory(SourceFile file) {
            super(URI.create("string:///" + file.name()), JavaFileObject.Kind.SOURCE);
            text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Walks over one file, and knows the types that it is in. */
    private abstract static class Scanner extends TreePathScanner<Void, Void> {
        final Deque<ClassTree> types = new ArrayDeque<>();
        private final SourceFile file;
        private final Trees trees;
        private final List<Finding> found;

        Scanner(SourceFile file, Trees trees, List<Finding> found) {
            this.file = file;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            types.push(type);
            super.visitClass(type, unused);
            types.pop();
            return null;
        }

        final boolean isIn(Tree.Kind kind) {
            return types.peek().getKind() == kind;
        }

        final boolean isDocumented() {
            return trees.getDocComment(getCurrentPath()) != null;
        }

        final long lines(Tree tree) {
            long end = trees.getSourcePositions().getEndPosition(unit(), tree);
            return unit().getLineMap().getLineNumber(end) - firstLine(tree) + 1;
        }

        final void report(Tree tree, String what) {
            found.add(file.finding(firstLine(tree), what));
        }

        private long firstLine(Tree tree) {
            long start = trees.getSourcePositions().getStartPosition(unit(), tree);
            return unit().getLineMap().getLineNumber(start);
        }

        private CompilationUnitTree unit() {
            return getCurrentPath().getCompilationUnit();
        }
    }

    private static final class Sizes extends Scanner {
        Sizes(SourceFile file, Trees trees, List<Finding> found) {
            super(file, trees, found);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            limitLines(method, method.getName().toString());
            boolean ofRecord = isIn(Tree.Kind.RECORD) && method.getReturnType() == null;
            if (method.getParameters().size() > PARAMETERS && !ofRecord) {
                report(method, method.getName() + " has more than " + PARAMETERS + " parameters");
            }
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitBlock(BlockTree block, Void unused) {
            boolean initializer = getCurrentPath().getParentPath().getLeaf() == types.peek();
            if (initializer) limitLines(block, "an initializer");
            return super.visitBlock(block, unused);
        }

        private void limitLines(Tree tree, String name) {
            if (lines(tree) > METHOD_LINES) {
                report(tree, name + " has " + lines(tree) + " lines, more than " + METHOD_LINES);
            }
        }
    }

    private static final class Undocumented extends Scanner {
        Undocumented(SourceFile file, Trees trees, List<Finding> found) {
            super(file, trees, found);
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            // Types in what nobody outside sees are nobody's business.
            if (!isPublic(type.getModifiers())) return null;
            if (!isDocumented()) report(type, type.getSimpleName() + " has no Javadoc");
            return super.visitClass(type, unused);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean needed = isPublicMethod(method) && !overrides(method)
                && !isMain(method) && !isAccessor(method);
            if (needed && !isDocumented()) report(method, method.getName() + " has no Javadoc");
            // Not into the body: what it declares is nobody's business either.
            return null;
        }

        private boolean isPublicMethod(MethodTree method) {
            if (method.getReturnType() == null) return false;
            boolean inInterface = isIn(Tree.Kind.INTERFACE) || isIn(Tree.Kind.ANNOTATION_TYPE);
            return isPublic(method.getModifiers())
                || inInterface && !method.getModifiers().getFlags().contains(Modifier.PRIVATE);
        }

        private boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        }

        private boolean isMain(MethodTree method) {
            return method.getName().contentEquals("main")
                && method.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        private boolean isAccessor(MethodTree method) {
            return isIn(Tree.Kind.RECORD) && method.getParameters().isEmpty()
                && types.peek().getMembers().stream().anyMatch(member ->
                    member instanceof VariableTree component
                        && component.getName().equals(method.getName()));
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC);
        }
    }
}
