package dev.ashlar.examples.shortener;

import dev.ashlar.examples.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a process of its own. */
final class Service implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)/ .*");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([0-9A-Za-z]+)\"");

    private final Process process;
    private final String url;
    private final String said;
    private final StringBuffer saidSince = new StringBuffer();

    private Service(Process process, String url, String said, BufferedReader out) {
        this.process = process;
        this.url = url;
        this.said = said;
        Thread reader = new Thread(() -> listen(out));
        reader.setDaemon(true);
        reader.start(); // or the process would wait for it once the pipe is full
    }

    private void listen(BufferedReader out) {
        try {
            out.lines().forEach(line -> saidSince.append(line).append('\n'));
        } catch (UncheckedIOException e) {
            saidSince.append(e.getMessage()).append('\n'); // it was killed
        }
    }

    static Service start(Path data, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "shortener",
                "serve",
                "--port=0",
                "--data=" + data,
                "--rate=1000000/second",
                "--burst=1000000"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                return new Service(process, listening.group(1), said.toString(), out);
            }
            said.append(line).append('\n');
        }
        throw new IOException("the service did not start: " + said);
    }

    String url() {
        return url;
    }

    /** What it printed before it listened. */
    String said() {
        return said;
    }

    long pid() {
        return process.pid();
    }

    /** Shortens a URL and returns its code; anything but 200 or 201 is an exception. */
    String shorten(HttpClient client, String longUrl) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/shorten"))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"url\":\"" + longUrl + "\"}"))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        Matcher code = CODE.matcher(answer.body());
        if (answer.statusCode() / 100 != 2 || !code.find()) {
            throw new IOException(answer.statusCode() + " " + answer.body() + "; the service said: " + saidSince);
        }
        return code.group(1);
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    /** As {@code kill} does; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new AssertionError("the service must end when it is told to: process " + pid());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
