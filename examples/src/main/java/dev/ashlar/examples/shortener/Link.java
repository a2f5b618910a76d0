package dev.ashlar.examples.shortener;

import java.time.Instant;

/**
 * A short code and what it stands for.
 *
 * @param number which link of the store it is, from 0 and without holes
 * @param code what the short URL ends with, 7 or 11 letters and digits
 * @param url the long URL, in ASCII
 * @param createdAt when it was made, in milliseconds
 */
record Link(long number, String code, String url, Instant createdAt) {}
