package dev.ashlar.examples.shortener;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The text of every {@code <url>} element in the POM files of a Maven repository: of projects, their organisations,
 * licences, source repositories and issue trackers. A POM that is not well-formed is passed over and counted.
 */
final class PomSource implements UrlSource {
    private final XMLInputFactory xml = XMLInputFactory.newDefaultFactory();
    private final Path repository;
    private final List<Path> files = new ArrayList<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private int nextFile;
    private int broken;
    private int unreadable;

    PomSource(Path repository) throws IOException {
        this.repository = repository;
        // A file from the network must not name others to be read, nor grow in memory.
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Path root = repository.toRealPath(); // a walk does not follow links, not even the one it begins with
        Files.walkFileTree(root, new PomFinder(root));
        Collections.sort(files); // the order in which a file system lists is its own
    }

    @Override
    public @Nullable String next() {
        while (waiting.isEmpty() && nextFile < files.size()) {
            read(files.get(nextFile++));
        }
        return waiting.poll();
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "the <url> elements of %,d POM files in %s", files.size(), repository);
    }

    @Override
    public String remarks() {
        return broken + unreadable == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%,d POM files passed over: %,d not well-formed, %,d not readable",
                        broken + unreadable,
                        broken,
                        unreadable);
    }

    @Override
    public void close() {
        // no file is open between two calls
    }

    /** Takes all of a file or nothing. */
    private void read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            waiting.addAll(urls(in));
        } catch (XMLStreamException e) {
            broken++;
        } catch (IOException e) {
            unreadable++;
        }
    }

    private List<String> urls(InputStream in) throws XMLStreamException {
        List<String> urls = new ArrayList<>();
        XMLStreamReader reader = xml.createXMLStreamReader(in);
        try {
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("url")) {
                    String text = reader.getElementText();
                    if (!text.isBlank()) {
                        urls.add(text);
                    }
                }
            }
        } finally {
            reader.close();
        }
        return urls;
    }

    private final class PomFinder extends SimpleFileVisitor<Path> {
        private final Path root;

        PomFinder(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".pom")) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            unreadable++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (failure != null) {
                unreadable++; // half listed
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
