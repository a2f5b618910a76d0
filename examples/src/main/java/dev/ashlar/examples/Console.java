package dev.ashlar.examples;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * Where a command reads and prints.
 *
 * @param in the standard input
 * @param out results
 * @param err progress and errors
 */
public record Console(InputStream in, PrintWriter out, PrintWriter err) {}
