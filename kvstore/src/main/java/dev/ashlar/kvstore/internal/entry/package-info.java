/** Positions among sorted entries, and their merging: what reads, flushes and compactions are made of. */
package dev.ashlar.kvstore.internal.entry;
