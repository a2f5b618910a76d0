/**
 * Sorted-string tables: immutable files of sorted entries, in compressed blocks, with an index and a Bloom filter.
 *
 * <p>{@code docs/formats/table.md} lays the bytes out.
 */
package dev.ashlar.kvstore.internal.sstable;
