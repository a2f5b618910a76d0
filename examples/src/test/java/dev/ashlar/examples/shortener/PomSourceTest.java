package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where URLs come from: POM files, and lines. */
class PomSourceTest {
    @TempDir
    Path repository;

    @Test
    void next_poms_givesTheTextOfAllUrlElements() throws IOException {
        pom(
                "a/1/a-1.pom",
                "<project xmlns='http://maven.apache.org/POM/4.0.0'><url> http://a.example/?x=1&amp;y=2 </url>"
                        + "<scm><url><![CDATA[http://scm.example/]]></url></scm><name>url</name><url/>"
                        + "<downloadUrl>http://no.example/</downloadUrl></project>");
        pom("b/1/b-1.pom", "<project><url>${project.parent.url}</url></project>");
        pom("b/1/b-1.jar", "<project><url>http://jar.example/</url></project>");
        try (PomSource source = new PomSource(repository)) {
            assertThat(all(source))
                    .containsExactly(" http://a.example/?x=1&y=2 ", "http://scm.example/", "${project.parent.url}");
            assertThat(source.description()).isEqualTo("the <url> elements of 2 POM files in " + repository);
            assertThat(source.remarks()).isEmpty();
        }
    }

    @Test
    void next_repositoryIsALink_isFollowedAndNamedAsGiven() throws IOException {
        pom("real/a/a.pom", "<project><url>http://a.example/</url></project>");
        Path link = Files.createSymbolicLink(repository.resolve("link"), repository.resolve("real"));
        try (PomSource source = new PomSource(link)) {
            assertThat(all(source)).containsExactly("http://a.example/");
            assertThat(source.description()).isEqualTo("the <url> elements of 1 POM files in " + link);
        }
    }

    @Test
    void next_brokenPoms_arePassedOverAsAWhole() throws IOException {
        pom("a.pom", "<project><url>http://a.example/</url>");
        pom("b.pom", "");
        pom("c.pom", "<project><url>http://c.example/<b/></url></project>");
        pom("d.pom", "<project><url>http://d.example/</url></project>");
        try (PomSource source = new PomSource(repository)) {
            assertThat(all(source)).containsExactly("http://d.example/");
            assertThat(source.remarks()).isEqualTo("3 POM files passed over: 3 not well-formed, 0 not readable");
        }
    }

    @Test
    void next_pomThatNamesAnotherFile_doesNotReadIt() throws IOException {
        Path secret = Files.writeString(repository.resolve("secret.txt"), "http://secret.example/");
        pom("a.pom", "<!DOCTYPE p [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]><project><url>&e;</url></project>");
        try (PomSource source = new PomSource(repository)) {
            assertThat(all(source)).noneMatch(text -> text.contains("secret"));
        }
    }

    @Test
    void next_lines_areBoundedAndWithoutBlankOnes() throws IOException {
        String text = "\uFEFFhttp://a.example/\r\n\n  \nx" + "y".repeat(1_000_000) + "\nhttp://b.example/";
        try (LineSource source =
                new LineSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "lines")) {
            List<String> lines = all(source);
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).isEqualTo("http://a.example/\r");
            assertThat(lines.get(1)).hasSize(4096).startsWith("xyyy");
            assertThat(lines.get(2)).isEqualTo("http://b.example/");
        }
    }

    @Test
    void next_lineOverTheLimit_isRefusedAsTooLongWhateverIsBlank() throws IOException {
        String url = "http://a.example/";
        String blank = " ".repeat(4200);
        String text = url + blank + "junk\n" + blank + url + "\n" + url + blank + "\n" + blank + "\n" + url;
        try (LineSource source =
                new LineSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "lines")) {
            List<String> lines = all(source);
            assertThat(lines).hasSize(5);
            for (String line : lines.subList(0, 4)) {
                assertThat(catchThrowableOfType(BadUrlException.class, () -> UrlRules.check(line))
                                .reason())
                        .isEqualTo(BadUrlException.Reason.TOO_LONG);
            }
            assertThat(lines.get(4)).isEqualTo(url);
        }
    }

    private void pom(String path, String text) {
        try {
            Path file = repository.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> all(UrlSource source) throws IOException {
        List<String> all = new ArrayList<>();
        for (String text = source.next(); text != null; text = source.next()) {
            all.add(text);
        }
        return all;
    }
}
