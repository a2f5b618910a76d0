/**
 * The write-ahead log, and the framing of records that it shares with the manifest.
 *
 * <p>{@code docs/formats/log.md} lays the bytes out.
 */
package dev.ashlar.kvstore.internal.wal;
