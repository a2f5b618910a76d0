package dev.ashlar.kvstore;

import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Where what a store does by itself is run.
 *
 * @param flushes runs flushes, one at a time
 * @param compactions runs compactions, one at a time
 * @param syncs makes logs durable ahead of when that has to be waited for
 * @param end waits for what they still do, and ends them
 * @param nanoClock tells how long writes have waited
 */
record Background(Executor flushes, Executor compactions, Executor syncs, Closeable end, LongSupplier nanoClock) {}
