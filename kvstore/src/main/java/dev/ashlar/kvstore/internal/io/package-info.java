/**
 * The file-system seam, and the primitives that every file is written with.
 *
 * <p>{@link dev.ashlar.kvstore.internal.io.Directory} is all that the engine knows of a disk: fault tests replace it.
 */
package dev.ashlar.kvstore.internal.io;
