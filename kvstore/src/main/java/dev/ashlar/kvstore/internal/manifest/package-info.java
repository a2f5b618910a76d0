/**
 * The manifest: which tables and logs make up the store, as a list of edits.
 *
 * <p>{@code docs/formats/manifest.md} lays the bytes out.
 */
package dev.ashlar.kvstore.internal.manifest;
