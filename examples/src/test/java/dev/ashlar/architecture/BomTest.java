package dev.ashlar.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The BOM is written by hand, because it has no parent: it must still be complete and of one version. */
class BomTest {
    private static final Set<String> NOT_PUBLISHED = Set.of("bom", "examples", "benchmarks");

    @Test
    void bom_lists_everyPublishedModuleInItsOwnVersion() throws Exception {
        Document parent = parse(Path.of("..", "pom.xml"));
        Document bom = parse(Path.of("..", "bom", "pom.xml"));
        String version = text(parent.getDocumentElement(), "version");

        Set<String> published = new TreeSet<>();
        for (Element module : elements(parent.getDocumentElement(), "module")) {
            if (!NOT_PUBLISHED.contains(module.getTextContent())) {
                published.add("ashlar-" + module.getTextContent());
                if (hasTestJar(module.getTextContent())) {
                    published.add("ashlar-" + module.getTextContent() + ":test-jar");
                }
            }
        }
        Set<String> listed = new TreeSet<>();
        for (Element dependency : elements(bom.getDocumentElement(), "dependency")) {
            boolean isJar = elements(dependency, "type").isEmpty();
            listed.add(text(dependency, "artifactId") + (isJar ? "" : ":" + text(dependency, "type")));
            assertThat(text(dependency, "version")).isEqualTo(version);
        }
        assertThat(text(bom.getDocumentElement(), "version")).isEqualTo(version);
        assertThat(listed).isEqualTo(published).hasSizeGreaterThanOrEqualTo(6).contains("ashlar-kvstore:test-jar");
    }

    /** Tells whether a module publishes classes for the tests of its users. */
    private static boolean hasTestJar(String module) throws Exception {
        Document pom = parse(Path.of("..", module, "pom.xml"));
        return elements(pom.getDocumentElement(), "goal").stream()
                .anyMatch(goal -> goal.getTextContent().equals("test-jar"));
    }

    private static Document parse(Path path) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(path.toFile());
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent();
    }

    private static List<Element> elements(Element parent, String name) {
        var found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }
}
